// A handler of WASI 0.2.0-rc-2023-11-10: /echo sends body and trailers back, /fetch?HOST:PORT asks
// that server for /from-november and waits 300 ms for its answer.
#include <string.h>

#include "hello_november.h"

// Bindings' names are long; these are what this file says.
typedef exports_wasi_http_incoming_handler_own_incoming_request_t Request;
typedef exports_wasi_http_incoming_handler_own_response_outparam_t ResponseOut;
typedef wasi_http_types_own_fields_t Fields;
typedef wasi_http_types_own_incoming_body_t IncomingBody;
typedef wasi_http_types_own_incoming_response_t IncomingResponse;
typedef wasi_http_types_own_outgoing_body_t OutgoingBody;
typedef wasi_io_streams_own_input_stream_t Input;
typedef wasi_io_streams_own_output_stream_t Output;
typedef hello_november_string_t String;

// A response whose head is out.
typedef struct {
  OutgoingBody body;
  Output stream;
} Response;

static Response respond(ResponseOut out, uint16_t status) {
  String name = {(uint8_t*)"x-candidate", 11};
  hello_november_list_u8_t value = {(uint8_t*)"november", 8};
  wasi_http_types_header_error_t refused;
  Fields headers = wasi_http_types_constructor_fields();
  wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(headers), &name, &value,
                                       &refused);

  wasi_http_types_own_outgoing_response_t response =
      wasi_http_types_constructor_outgoing_response(headers);
  wasi_http_types_borrow_outgoing_response_t borrowed =
      wasi_http_types_borrow_outgoing_response(response);
  wasi_http_types_method_outgoing_response_set_status_code(borrowed, status);
  Response made;
  wasi_http_types_method_outgoing_response_body(borrowed, &made.body);
  wasi_http_types_result_own_outgoing_response_error_code_t answer = {.val.ok = response};
  wasi_http_types_static_response_outparam_set(out, &answer);
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(made.body),
                                             &made.stream);
  return made;
}

static void write_text(Response response, const char* text) {
  hello_november_list_u8_t bytes = {(uint8_t*)text, strlen(text)};
  wasi_io_streams_stream_error_t error;
  wasi_io_streams_method_output_stream_blocking_write_and_flush(
      wasi_io_streams_borrow_output_stream(response.stream), &bytes, &error);
}

static void finish(Response response, Fields* trailers) {
  wasi_io_streams_output_stream_drop_own(response.stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(response.body, trailers, &error);
}

// All of a body; what is left of it is its trailers.
static wasi_http_types_own_future_trailers_t copy(IncomingBody from, Response to) {
  Input input;
  wasi_http_types_method_incoming_body_stream(wasi_http_types_borrow_incoming_body(from), &input);
  uint64_t count;
  wasi_io_streams_stream_error_t error;
  while (wasi_io_streams_method_output_stream_blocking_splice(
      wasi_io_streams_borrow_output_stream(to.stream), wasi_io_streams_borrow_input_stream(input),
      65536, &count, &error)) {
  }
  wasi_io_streams_input_stream_drop_own(input);
  return wasi_http_types_static_incoming_body_finish(from);
}

static void echo(Request request, ResponseOut out) {
  IncomingBody body;
  wasi_http_types_method_incoming_request_consume(wasi_http_types_borrow_incoming_request(request),
                                                  &body);
  Response response = respond(out, 201);
  wasi_http_types_own_future_trailers_t future = copy(body, response);
  wasi_http_types_borrow_future_trailers_t borrowed =
      wasi_http_types_borrow_future_trailers(future);
  wasi_http_types_own_pollable_t ready = wasi_http_types_method_future_trailers_subscribe(borrowed);
  wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
  wasi_io_poll_pollable_drop_own(ready);
  wasi_http_types_result_option_own_trailers_error_code_t trailers;
  wasi_http_types_method_future_trailers_get(borrowed, &trailers);
  finish(response, !trailers.is_err && trailers.val.ok.is_some ? &trailers.val.ok.val : NULL);
  wasi_http_types_future_trailers_drop_own(future);
}

static wasi_http_types_own_outgoing_request_t make_request(String authority) {
  String path = {(uint8_t*)"/from-november", 14};
  wasi_http_types_scheme_t scheme = {.tag = WASI_HTTP_TYPES_SCHEME_HTTP};
  wasi_http_types_own_outgoing_request_t request =
      wasi_http_types_constructor_outgoing_request(wasi_http_types_constructor_fields());
  wasi_http_types_borrow_outgoing_request_t borrowed =
      wasi_http_types_borrow_outgoing_request(request);
  wasi_http_types_method_outgoing_request_set_scheme(borrowed, &scheme);
  wasi_http_types_method_outgoing_request_set_authority(borrowed, &authority);
  wasi_http_types_method_outgoing_request_set_path_with_query(borrowed, &path);
  return request;
}

// False with the error's number, in the order of wasi:http's error-code.
static bool send(String authority, IncomingResponse* response, uint8_t* error_number) {
  uint64_t patience = 300u * 1000 * 1000;  // nanoseconds, though the name says ms
  wasi_http_types_own_request_options_t options = wasi_http_types_constructor_request_options();
  wasi_http_types_method_request_options_set_first_byte_timeout_ms(
      wasi_http_types_borrow_request_options(options), &patience);

  wasi_http_types_own_future_incoming_response_t future;
  wasi_http_types_error_code_t refused;
  if (!wasi_http_outgoing_handler_handle(make_request(authority), &options, &future, &refused)) {
    *error_number = refused.tag;
    return false;
  }
  wasi_http_types_borrow_future_incoming_response_t borrowed =
      wasi_http_types_borrow_future_incoming_response(future);
  wasi_http_types_own_pollable_t ready =
      wasi_http_types_method_future_incoming_response_subscribe(borrowed);
  wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
  wasi_io_poll_pollable_drop_own(ready);
  wasi_http_types_result_result_own_incoming_response_error_code_void_t got;
  wasi_http_types_method_future_incoming_response_get(borrowed, &got);
  wasi_http_types_future_incoming_response_drop_own(future);
  *response = got.val.ok.val.ok;
  *error_number = got.val.ok.val.err.tag;
  return !got.val.ok.is_err;
}

static void fetch(String authority, ResponseOut out) {
  IncomingResponse got;
  uint8_t error;
  if (!send(authority, &got, &error)) {
    char text[] = {'e', 'r', 'r', 'o', 'r', ' ', (char)('0' + error / 10), (char)('0' + error % 10),
                   '\0'};
    Response response = respond(out, 502);
    write_text(response, text);
    finish(response, NULL);
    return;
  }
  IncomingBody body;
  wasi_http_types_borrow_incoming_response_t borrowed =
      wasi_http_types_borrow_incoming_response(got);
  Response response = respond(out, wasi_http_types_method_incoming_response_status(borrowed));
  wasi_http_types_method_incoming_response_consume(borrowed, &body);
  wasi_http_types_future_trailers_drop_own(copy(body, response));
  wasi_http_types_incoming_response_drop_own(got);
  finish(response, NULL);
}

void exports_wasi_http_incoming_handler_handle(Request request, ResponseOut out) {
  static const char fetch_prefix[] = "/fetch?";
  const size_t prefix = sizeof fetch_prefix - 1;
  String path = {NULL, 0};
  wasi_http_types_method_incoming_request_path_with_query(
      wasi_http_types_borrow_incoming_request(request), &path);
  if (path.len > prefix && memcmp(path.ptr, fetch_prefix, prefix) == 0) {
    String authority = {path.ptr + prefix, path.len - prefix};
    fetch(authority, out);
  } else if (path.len == 5 && memcmp(path.ptr, "/echo", 5) == 0) {
    echo(request, out);
  } else {
    Response response = respond(out, 200);
    write_text(response, "Hello from November 2023!\n");
    finish(response, NULL);
  }
}
