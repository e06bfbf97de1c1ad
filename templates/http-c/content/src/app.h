// Requests and responses. http.c calls handle_request() for each request; app.c defines it.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Valid until handle_request() returns.
struct request {
  const char* method;  // "GET"
  const char* path;    // with the query: "/tea?milk=no"
  const uint8_t* body;
  size_t body_size;
};

// 200 with no headers and no body, until it is told otherwise.
struct response;
void response_set_status(struct response* response, uint16_t status);
void response_set_header(struct response* response, const char* name, const char* value);
// Adds to the body; the bytes are copied.
void response_write(struct response* response, const void* bytes, size_t size);
void response_write_text(struct response* response, const char* text);

void handle_request(const struct request* request, struct response* response);
