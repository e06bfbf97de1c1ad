// torpor completions and torpor man: what torpor says of itself to shells and to man(1).
#pragma once

#include <string>

#include "base/result.h"
#include "cli/command_tree.h"
#include "cli/console.h"

namespace cli {

struct SelfDescriptionOptions {
  std::string shell;         // completions
  std::string folder = ".";  // man: where the pages go
};

// Adds both commands. Their arguments are written to `options` when they are parsed.
void declare_self_description(CLI::App& root, SelfDescriptionOptions& options);

base::Result<> run_completions(const SelfDescriptionOptions& options, const CommandInfo& root,
                               const Console& console);
// A page for each command: torpor.1, torpor-up.1, torpor-registry-push.1, …
base::Result<> run_man(const SelfDescriptionOptions& options, const CommandInfo& root,
                       const Console& console);

}  // namespace cli
