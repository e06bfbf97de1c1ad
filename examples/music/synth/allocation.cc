// Allocation that traps when memory is out. The library's own would print first, and with that the
// component would import streams and files.
#include <cstdlib>
#include <new>

void* operator new(size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) {
    __builtin_trap();
  }
  return memory;
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}
