// errno, translated once: what a system call's failure means to torpor. For .cc files of this room.
#pragma once

#include <string_view>

#include "base/result.h"

namespace world {

// "what: No space left on device", with the kind that fits.
base::Error system_error(int number, std::string_view what);

inline std::unexpected<base::Error> system_failure(int number, std::string_view what) {
  return std::unexpected(system_error(number, what));
}

}  // namespace world
