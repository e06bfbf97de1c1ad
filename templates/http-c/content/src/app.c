// What the app answers.
#include "app.h"

#include <stdio.h>

#include "greeting.h"

void handle_request(const struct request* request, struct response* response) {
  char text[1024];
  write_greeting(text, sizeof text, request->path);
  response_set_header(response, "content-type", "text/plain");
  response_write_text(response, text);
}
