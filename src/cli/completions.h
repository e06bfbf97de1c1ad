// Scripts that make a shell complete torpor's commands, flags and their values. Pure.
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace cli {

std::string bash_completions(const CommandInfo& root);
std::string zsh_completions(const CommandInfo& root);
std::string fish_completions(const CommandInfo& root);

}  // namespace cli
