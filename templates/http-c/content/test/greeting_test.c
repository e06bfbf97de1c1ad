#include "../src/greeting.h"

#include <string.h>

static int check(const char* path, const char* wanted) {
  char text[1024];
  write_greeting(text, sizeof text, path);
  if (strcmp(text, wanted) == 0) return 0;
  fprintf(stderr, "for %s: wanted %sgot %s", path, wanted, text);
  return 1;
}

int main(void) {
  return check("/", "Hello from C! You asked for /\n") +
         check("/tea?milk=no", "Hello from C! You asked for /tea?milk=no\n");
}
