// A Wagi command: answers as the query says.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char** environ;

static void say_environment(int count, char** arguments) {
  printf("content-type: text/plain\nstatus: 203 Fine\nx-made-by: Wagi\n\n");
  for (int i = 0; i < count; ++i) printf("argument %d: %s\n", i, arguments[i]);
  for (char** variable = environ; *variable; ++variable) puts(*variable);
}

static void echo(void) {
  static char room[4096];
  size_t count;
  printf("Content-Type: application/octet-stream\r\n\r\n");
  while ((count = fread(room, 1, sizeof room, stdin)) > 0) fwrite(room, 1, count, stdout);
}

static void say_much(long bytes) {
  printf("content-type: text/plain\n\n");
  for (long i = 0; i < bytes; ++i) putchar('x');
}

int main(int count, char** arguments) {
  const char* query = getenv("QUERY_STRING");
  if (strcmp(query, "echo") == 0) {
    echo();
  } else if (strncmp(query, "big=", 4) == 0) {
    say_much(atol(query + 4));
  } else if (strcmp(query, "location") == 0) {
    printf("Location: /elsewhere\n\n");
  } else if (strcmp(query, "nothing") == 0) {
    return 0;
  } else if (strcmp(query, "no-head") == 0) {
    printf("just text");
  } else if (strcmp(query, "fail") == 0) {
    return 3;
  } else {
    say_environment(count, arguments);
  }
  return 0;
}
