// Between the app and WebAssembly's interface wasi:http: there is no need to change it. The
// functions with long names are those of handler.h, which `make` makes from wit/.
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "handler.h"

struct bytes {
  uint8_t* data;
  size_t size;
};

struct response {
  uint16_t status;
  wasi_http_types_own_fields_t headers;
  struct bytes body;
};

static void append(struct bytes* to, const void* data, size_t size) {
  if (size == 0) return;
  to->data = realloc(to->data, to->size + size);
  if (!to->data) abort();
  memcpy(to->data + to->size, data, size);
  to->size += size;
}

void response_set_status(struct response* response, uint16_t status) {
  response->status = status;
}

void response_set_header(struct response* response, const char* name, const char* value) {
  handler_string_t key = {(uint8_t*)name, strlen(name)};
  wasi_http_types_field_value_t field = {(uint8_t*)value, strlen(value)};
  wasi_http_types_header_error_t error;
  wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(response->headers), &key,
                                       &field, &error);
}

void response_write(struct response* response, const void* bytes, size_t size) {
  append(&response->body, bytes, size);
}

void response_write_text(struct response* response, const char* text) {
  append(&response->body, text, strlen(text));
}

static char* copy_text(const handler_string_t* text) {
  char* out = malloc(text->len + 1);
  if (!out) abort();
  memcpy(out, text->ptr, text->len);
  out[text->len] = '\0';
  return out;
}

static char* read_method(wasi_http_types_borrow_incoming_request_t request) {
  static const char* const names[] = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                      "CONNECT", "OPTIONS", "TRACE", "PATCH"};
  wasi_http_types_method_t method;
  wasi_http_types_method_incoming_request_method(request, &method);
  if (method.tag < sizeof names / sizeof *names) return strdup(names[method.tag]);
  char* out = copy_text(&method.val.other);
  wasi_http_types_method_free(&method);
  return out;
}

static char* read_path(wasi_http_types_borrow_incoming_request_t request) {
  handler_string_t path;
  if (!wasi_http_types_method_incoming_request_path_with_query(request, &path)) return strdup("/");
  char* out = copy_text(&path);
  handler_string_free(&path);
  return out;
}

static struct bytes read_body(wasi_http_types_borrow_incoming_request_t request) {
  struct bytes out = {NULL, 0};
  wasi_http_types_own_incoming_body_t body;
  if (!wasi_http_types_method_incoming_request_consume(request, &body)) return out;
  wasi_http_types_own_input_stream_t stream;
  if (wasi_http_types_method_incoming_body_stream(wasi_http_types_borrow_incoming_body(body),
                                                  &stream)) {
    handler_list_u8_t piece;
    wasi_io_streams_stream_error_t error;
    while (wasi_io_streams_method_input_stream_blocking_read(
        wasi_io_streams_borrow_input_stream(stream), 65536, &piece, &error)) {
      append(&out, piece.ptr, piece.len);
      handler_list_u8_free(&piece);
    }
    wasi_io_streams_stream_error_free(&error);
    wasi_io_streams_input_stream_drop_own(stream);
  }
  wasi_http_types_incoming_body_drop_own(body);
  return out;
}

static void write_body(wasi_http_types_own_outgoing_body_t body, const struct bytes* bytes) {
  const size_t most = 4096;  // at once
  wasi_http_types_own_output_stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  for (size_t at = 0; at < bytes->size;) {
    const size_t left = bytes->size - at;
    handler_list_u8_t piece = {bytes->data + at, left < most ? left : most};
    wasi_io_streams_stream_error_t error;
    if (!wasi_io_streams_method_output_stream_blocking_write_and_flush(
            wasi_io_streams_borrow_output_stream(stream), &piece, &error)) {
      wasi_io_streams_stream_error_free(&error);
      break;  // the client is gone
    }
    at += piece.len;
  }
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, NULL, &error);
}

static void send_response(struct response* response,
                          exports_wasi_http_incoming_handler_own_response_outparam_t out) {
  wasi_http_types_own_outgoing_response_t outgoing =
      wasi_http_types_constructor_outgoing_response(response->headers);
  wasi_http_types_borrow_outgoing_response_t borrowed =
      wasi_http_types_borrow_outgoing_response(outgoing);
  wasi_http_types_method_outgoing_response_set_status_code(borrowed, response->status);
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_body(borrowed, &body);
  wasi_http_types_result_own_outgoing_response_error_code_t answer = {.is_err = false,
                                                                      .val.ok = outgoing};
  wasi_http_types_static_response_outparam_set(out, &answer);
  write_body(body, &response->body);
}

void exports_wasi_http_incoming_handler_handle(
    exports_wasi_http_incoming_handler_own_incoming_request_t incoming,
    exports_wasi_http_incoming_handler_own_response_outparam_t out) {
  wasi_http_types_borrow_incoming_request_t borrowed =
      wasi_http_types_borrow_incoming_request(incoming);
  char* method = read_method(borrowed);
  char* path = read_path(borrowed);
  struct bytes body = read_body(borrowed);
  wasi_http_types_incoming_request_drop_own(incoming);

  const struct request request = {method, path, body.data, body.size};
  struct response response = {200, wasi_http_types_constructor_fields(), {NULL, 0}};
  handle_request(&request, &response);
  send_response(&response, out);

  free(method);
  free(path);
  free(body.data);
  free(response.body.data);
}
