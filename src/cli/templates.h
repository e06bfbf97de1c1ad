// torpor templates: list, install, upgrade, uninstall.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"

namespace CLI {
class App;
}

namespace cli {

enum class TemplatesCommand { list, install, upgrade, uninstall };

struct TemplatesOptions {
  TemplatesCommand command = TemplatesCommand::list;
  std::vector<std::string> tags;  // list
  bool verbose = false;
  std::string format = "plain";
  std::string git, branch, folder, archive;  // install: one of them, a branch with git
  bool replace = false;
  std::string id;  // uninstall
};

// Adds the command. Flags are written to `options` when it is parsed.
void declare_templates(CLI::App& root, TemplatesOptions& options);

base::Result<> run_templates(const TemplatesOptions& options, const Console& console);

}  // namespace cli
