// Reads what a component's imports, or a trigger's roles, are satisfied with.
#pragma once

#include "manifest/reading.h"

namespace manifest {

// [component.<id>.dependencies]: in the order of the text. `inherit_all` is what the component's
// dependencies_inherit_configuration says, if it is there: then no entry may say otherwise.
base::Result<std::vector<Dependency>> read_dependencies(const Node& node,
                                                        std::optional<bool> inherit_all,
                                                        Reading& reading);

// trigger.dependencies: a role and a list of components each.
base::Result<std::vector<Dependency>> read_trigger_dependencies(const Node& node, Reading& reading);

// At the end: that the dependencies which are components of the app exist, and are no more than
// code, since what they are granted of their own would be lost (spinframework/spin, normalize.rs).
base::Result<> check_dependency_references(const Reading& reading);

}  // namespace manifest
