// Between the app and WebAssembly's interface wasi:http: there is no need to change it. The
// functions with long names are those of handler.h, which `make` makes from wit/.
#include <algorithm>
#include <string_view>

#include "app.h"
#include "handler.h"

namespace {

using IncomingRequest = exports_wasi_http_incoming_handler_own_incoming_request_t;
using ResponseOut = exports_wasi_http_incoming_handler_own_response_outparam_t;

// The interface does not change the strings that it takes.
uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data()));
}

std::string to_string(const handler_string_t& text) {
  return {reinterpret_cast<const char*>(text.ptr), text.len};
}

std::string read_method(wasi_http_types_borrow_incoming_request_t request) {
  static constexpr std::string_view names[] = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                               "CONNECT", "OPTIONS", "TRACE", "PATCH"};
  wasi_http_types_method_t method;
  wasi_http_types_method_incoming_request_method(request, &method);
  if (method.tag < std::size(names)) return std::string(names[method.tag]);
  const auto out = to_string(method.val.other);
  wasi_http_types_method_free(&method);
  return out;
}

std::string read_path(wasi_http_types_borrow_incoming_request_t request) {
  handler_string_t path;
  if (!wasi_http_types_method_incoming_request_path_with_query(request, &path)) return "/";
  const auto out = to_string(path);
  handler_string_free(&path);
  return out;
}

std::string read_all(wasi_http_types_own_input_stream_t stream) {
  std::string out;
  handler_list_u8_t piece;
  wasi_io_streams_stream_error_t error;
  while (wasi_io_streams_method_input_stream_blocking_read(
      wasi_io_streams_borrow_input_stream(stream), 65536, &piece, &error)) {
    out.append(reinterpret_cast<const char*>(piece.ptr), piece.len);
    handler_list_u8_free(&piece);
  }
  wasi_io_streams_stream_error_free(&error);
  wasi_io_streams_input_stream_drop_own(stream);
  return out;
}

std::string read_body(wasi_http_types_borrow_incoming_request_t request) {
  wasi_http_types_own_incoming_body_t body;
  if (!wasi_http_types_method_incoming_request_consume(request, &body)) return {};
  std::string out;
  wasi_http_types_own_input_stream_t stream;
  if (wasi_http_types_method_incoming_body_stream(wasi_http_types_borrow_incoming_body(body),
                                                  &stream)) {
    out = read_all(stream);
  }
  wasi_http_types_incoming_body_drop_own(body);
  return out;
}

wasi_http_types_own_fields_t make_fields(const Response& response) {
  const auto fields = wasi_http_types_constructor_fields();
  for (const auto& [name, value] : response.headers) {
    handler_string_t key{bytes_of(name), name.size()};
    wasi_http_types_field_value_t field{bytes_of(value), value.size()};
    wasi_http_types_header_error_t error;
    wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(fields), &key, &field,
                                         &error);
  }
  return fields;
}

void write_body(wasi_http_types_own_outgoing_body_t body, const std::string& text) {
  constexpr size_t most = 4096;  // at once
  wasi_http_types_own_output_stream_t stream;
  wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
  for (size_t at = 0; at < text.size(); at += most) {
    handler_list_u8_t piece{bytes_of(text) + at, std::min(most, text.size() - at)};
    wasi_io_streams_stream_error_t error;
    if (!wasi_io_streams_method_output_stream_blocking_write_and_flush(
            wasi_io_streams_borrow_output_stream(stream), &piece, &error)) {
      wasi_io_streams_stream_error_free(&error);
      break;  // the client is gone
    }
  }
  wasi_io_streams_output_stream_drop_own(stream);
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, nullptr, &error);
}

void send(const Response& response, ResponseOut out) {
  const auto outgoing = wasi_http_types_constructor_outgoing_response(make_fields(response));
  const auto borrowed = wasi_http_types_borrow_outgoing_response(outgoing);
  wasi_http_types_method_outgoing_response_set_status_code(borrowed, response.status);
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_body(borrowed, &body);
  wasi_http_types_result_own_outgoing_response_error_code_t answer{};
  answer.val.ok = outgoing;
  wasi_http_types_static_response_outparam_set(out, &answer);
  write_body(body, response.body);
}

}  // namespace

extern "C" void exports_wasi_http_incoming_handler_handle(IncomingRequest incoming,
                                                          ResponseOut out) {
  const auto borrowed = wasi_http_types_borrow_incoming_request(incoming);
  const Request request{read_method(borrowed), read_path(borrowed), read_body(borrowed)};
  wasi_http_types_incoming_request_drop_own(incoming);
  send(handle(request), out);
}
