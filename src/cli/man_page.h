// Man pages of the commands, in man(7)'s language. Pure.
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace cli {

// `name`: of the page, "torpor-up"; `command`: as it is typed, "torpor up".
std::string man_page(const CommandInfo& info, const std::string& name, const std::string& command);

}  // namespace cli
