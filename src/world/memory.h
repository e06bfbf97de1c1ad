// What this process holds of the machine's memory.
#pragma once

namespace world {

// Returns freed heap pages to the system (glibc malloc_trim). Takes up to a millisecond.
void trim_heap();

// Lets go of the pages of this program's own code and constants. The kernel maps each back from the
// page cache when it is next used, in well under a microsecond; until then a process that sleeps
// does not hold the megabytes that serving touched.
void release_program_pages();

}  // namespace world
