// Who this process is.
#pragma once

#include <cstdint>

namespace world {

uint32_t effective_user();  // uid

}  // namespace world
