// Reads [component.<id>.profile.<name>]: what is different in a profile. All of them are checked,
// the one that was asked for is put over the component.
#pragma once

#include "manifest/reading.h"

namespace manifest {

// Returns where the source of the profile that was asked for stands, when it has one.
base::Result<std::optional<Node>> apply_profiles(const Node& node, Component& component,
                                                 Reading& reading);

}  // namespace manifest
