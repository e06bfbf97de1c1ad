// Reads [component.<id>.build]: how a component comes to be.
#pragma once

#include "manifest/reading.h"

namespace manifest {

base::Result<Build> read_build(const Node& node);
// One command as a string, or several.
base::Result<std::vector<std::string>> read_commands(const Node& node);

}  // namespace manifest
