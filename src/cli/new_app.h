// torpor new and torpor add: an app, or a component of one, from a template.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"

namespace CLI {
class App;
}

namespace cli {

struct NewOptions {
  std::string name;         // empty: asked for
  std::string template_id;  // empty: asked for
  std::vector<std::string> tags;
  std::optional<std::string> output;  // none: the name
  bool init = false;                  // into the folder that is there
  std::vector<std::string> values;    // "NAME=value"
  std::string values_file;
  bool accept_defaults = false;
  bool no_vcs = false;
  bool allow_overwrite = false;
  std::vector<std::string> targets;    // new: what the app is checked against
  std::string manifest = "spin.toml";  // add: of the app
};

// Add the commands. Flags are written to the options when they are parsed.
void declare_new(CLI::App& root, NewOptions& options);
void declare_add(CLI::App& root, NewOptions& options);

base::Result<> run_new(const NewOptions& options, const Console& console);
base::Result<> run_add(const NewOptions& options, const Console& console);

}  // namespace cli
