// A handler of the first Spin: /fetch?URL sends a request, whatever else answers with its body.
#include <stdlib.h>
#include <string.h>

#include "hello_spin.h"

typedef exports_fermyon_spin_inbound_http_request_t Request;
typedef exports_fermyon_spin_inbound_http_response_t Response;

// All of a response is freed when it has been taken.
static void set_body(Response* response, const char* text) {
  hello_spin_string_t copy;
  hello_spin_string_dup(&copy, text);
  response->body.is_some = true;
  response->body.val.ptr = copy.ptr;
  response->body.val.len = copy.len;
}

static void fetch(hello_spin_string_t url, Response* response) {
  static const char* names[] = {"success",       "destination-not-allowed", "invalid-url",
                                "request-error", "runtime-error",           "too-many-requests"};
  fermyon_spin_http_request_t request = {.method = FERMYON_SPIN_HTTP_TYPES_METHOD_GET, .uri = url};
  fermyon_spin_http_response_t got;
  fermyon_spin_http_http_error_t error;
  if (fermyon_spin_http_send_request(&request, &got, &error)) {
    response->status = got.status;
    response->body = got.body;
  } else {
    response->status = 502;
    set_body(response, names[error]);
  }
}

static void answer(Request* request, Response* response) {
  hello_spin_tuple2_string_string_t* field = malloc(sizeof *field);
  hello_spin_string_dup(&field->f0, "x-uri");
  field->f1 = request->uri;
  response->status = 203;
  response->headers.is_some = true;
  response->headers.val.ptr = field;
  response->headers.val.len = 1;
  if (request->body.is_some && request->body.val.len > 0) {
    response->body = request->body;
  } else {
    set_body(response, "Hello from the first Spin!\n");
  }
}

void exports_fermyon_spin_inbound_http_handle_request(Request* request, Response* response) {
  static const char prefix[] = "/fetch?";
  memset(response, 0, sizeof *response);
  if (request->uri.len > sizeof prefix - 1 &&
      memcmp(request->uri.ptr, prefix, sizeof prefix - 1) == 0) {
    hello_spin_string_t url = {request->uri.ptr + sizeof prefix - 1,
                               request->uri.len - sizeof prefix + 1};
    fetch(url, response);
  } else {
    answer(request, response);
  }
}
