// The smallest HTTP app: every request is answered with one line of text.
#include "hello.h"

// Bindings' names are long; these are what this file says.
typedef exports_wasi_http_incoming_handler_own_incoming_request_t Request;
typedef exports_wasi_http_incoming_handler_own_response_outparam_t ResponseOut;

static const char TEXT[] = "Hello from C!\n";

static wasi_http_types_own_fields_t text_headers(void) {
  hello_string_t name = {(uint8_t*)"content-type", 12};
  wasi_http_types_field_value_t value = {(uint8_t*)"text/plain", 10};
  wasi_http_types_own_fields_t headers = wasi_http_types_constructor_fields();
  wasi_http_types_header_error_t error;
  wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(headers), &name, &value,
                                       &error);
  return headers;
}

void exports_wasi_http_incoming_handler_handle(Request request, ResponseOut response_out) {
  wasi_http_types_incoming_request_drop_own(request);

  wasi_http_types_own_outgoing_response_t response =
      wasi_http_types_constructor_outgoing_response(text_headers());
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_body(wasi_http_types_borrow_outgoing_response(response),
                                                &body);
  wasi_http_types_result_own_outgoing_response_error_code_t answer = {.is_err = false,
                                                                      .val.ok = response};
  wasi_http_types_static_response_outparam_set(response_out, &answer);

  wasi_http_types_own_output_stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  hello_list_u8_t text = {(uint8_t*)TEXT, sizeof TEXT - 1};
  wasi_io_streams_stream_error_t stream_error;
  wasi_io_streams_method_output_stream_blocking_write_and_flush(
      wasi_io_streams_borrow_output_stream(stream), &text, &stream_error);
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, NULL, &error);
}
