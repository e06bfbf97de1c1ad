// torpor build: runs the build commands of the app's components.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "cli/console.h"

namespace CLI {
class App;
}

namespace cli {

struct BuildOptions {
  std::string from = "spin.toml";  // a manifest or its folder
  std::string profile;
  std::vector<std::string> component_ids;
  bool up = false;                   // serve the app when it is built ...
  std::vector<std::string> up_args;  // ... with these flags
  // What Spin has and torpor has no use for: it does neither.
  bool skip_target_checks = false, skip_generate_wits = false;
};

// Adds the command. The flags are written to `options` when it is parsed.
void declare_build(CLI::App& root, BuildOptions& options);

// Builds, and with --up serves. Kind::invalid when a component does not build.
base::Result<> run_build(const BuildOptions& options, const Console& console, base::Log& log);

// The building alone, for commands that go on with what was built.
base::Result<> build_app(const BuildOptions& options, const Console& console);

}  // namespace cli
