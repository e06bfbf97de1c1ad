// What this process holds of the machine's memory.
#pragma once

namespace world {

// Returns the pages to the system that the calling thread has freed (mi_collect). Takes some tens
// of microseconds.
void trim_heap();

// Lets go of the pages of this program's own code and constants. The kernel maps each back from the
// page cache when it is next used, in well under a microsecond; until then a process that sleeps
// does not hold the megabytes that serving touched.
void release_program_pages();

}  // namespace world
