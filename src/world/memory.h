// What this process holds of the machine's memory.
#pragma once

namespace world {

// Returns freed heap pages to the system (glibc malloc_trim). Takes up to a millisecond.
void trim_heap();

}  // namespace world
