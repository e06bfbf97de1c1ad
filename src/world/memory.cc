#include "world/memory.h"

#include <link.h>
#include <mimalloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>

namespace world {
namespace {

// A place in this program, from which others are counted.
const char here = 0;

void* at(ElfW(Addr) address) {
  return const_cast<char*>(&here) +
         static_cast<std::ptrdiff_t>(address - reinterpret_cast<ElfW(Addr)>(&here));
}

// Segments that nobody writes to hold nothing but what the file holds.
int release_segments(dl_phdr_info* program, size_t, void*) {
  const auto page = static_cast<ElfW(Addr)>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const auto& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W)) continue;
    const auto begin = (program->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const auto end = (program->dlpi_addr + segment.p_vaddr + segment.p_filesz) & ~(page - 1);
    if (begin < end) ::madvise(at(begin), end - begin, MADV_DONTNEED);
  }
  return 1;  // the program itself comes first; libraries are shared with others anyway
}

}  // namespace

uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  if (!(statm >> size >> resident)) return 0;
  return resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

void trim_heap() {
#ifdef TORPOR_MIMALLOC
  ::mi_collect(true);
#endif
}

void release_program_pages() {
  ::dl_iterate_phdr(release_segments, nullptr);
}

}  // namespace world
