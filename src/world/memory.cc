#include "world/memory.h"

#include <malloc.h>

namespace world {

void trim_heap() { ::malloc_trim(0); }

}  // namespace world
