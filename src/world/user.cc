#include "world/user.h"

#include <unistd.h>

namespace world {

uint32_t effective_user() {
  return geteuid();
}

}  // namespace world
