// What Rust 1.96's standard library takes from the C library and Debian's wasi-libc of 2022 does
// not have. WASI preview 1 has no threads and no file modes: those fail as in newer libraries.
// realpath fails as well, which newer libraries can do: only fs::canonicalize calls it.
#include <errno.h>
#include <stddef.h>
#include <sys/types.h>

static int not_supported(void) {
  errno = ENOTSUP;
  return -1;
}

int chmod(const char* path, mode_t mode) {
  return not_supported();
}
int fchmod(int fd, mode_t mode) {
  return not_supported();
}

char* realpath(const char* restrict path, char* restrict resolved) {
  not_supported();
  return NULL;
}

// The pthread functions return their error.
int pthread_attr_init(void* attributes) {
  return 0;
}
int pthread_attr_destroy(void* attributes) {
  return 0;
}
int pthread_attr_setstacksize(void* attributes, size_t size) {
  return 0;
}
int pthread_create(void* thread, const void* attributes, void* (*run)(void*), void* argument) {
  return ENOTSUP;
}
int pthread_detach(void* thread) {
  return ENOTSUP;
}
int pthread_join(void* thread, void** result) {
  return ENOTSUP;
}
