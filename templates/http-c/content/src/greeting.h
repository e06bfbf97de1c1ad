// What the app says. Nothing here knows WebAssembly: greeting_test.c tests it on this machine.
#pragma once

#include <stdio.h>

static inline void write_greeting(char* out, size_t size, const char* path) {
  snprintf(out, size, "Hello from C! You asked for %s\n", path);
}
