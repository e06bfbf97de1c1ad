// The variables of a component as the engine hands them to its guests.
#pragma once

#include <memory>

#include "engine/variables.h"
#include "manifest/variables.h"

namespace app {

// Shared by the instances of the component on all loops.
std::shared_ptr<const engine::Variables> make_variables(manifest::ComponentVariables variables);

}  // namespace app
