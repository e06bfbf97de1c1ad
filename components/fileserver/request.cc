#include "request.h"

#include <optional>
#include <string_view>

namespace {

using Headers = wasi_http_types_own_fields_t;

// All lines of the header, as one list.
std::optional<std::string> find_header(Headers headers, std::string_view name) {
  fileserver_string_t key{(uint8_t*)name.data(), name.size()};
  wasi_http_types_list_field_value_t values;
  wasi_http_types_method_fields_get(wasi_http_types_borrow_fields(headers), &key, &values);
  std::optional<std::string> out;
  for (size_t i = 0; i < values.len; ++i) {
    const std::string_view value(reinterpret_cast<const char*>(values.ptr[i].ptr),
                                 values.ptr[i].len);
    out = out ? *out + ", " + std::string(value) : std::string(value);
  }
  wasi_http_types_list_field_value_free(&values);
  return out;
}

std::string path_of(wasi_http_types_borrow_incoming_request_t request) {
  fileserver_string_t text;
  if (!wasi_http_types_method_incoming_request_path_with_query(request, &text)) return "/";
  const std::string_view all(reinterpret_cast<const char*>(text.ptr), text.len);
  std::string out(all.substr(0, all.find('?')));
  fileserver_string_free(&text);
  return out;
}

}  // namespace

Request read_request(exports_wasi_http_incoming_handler_own_incoming_request_t incoming) {
  const auto request = wasi_http_types_borrow_incoming_request(incoming);
  Request out;
  wasi_http_types_method_t method;
  wasi_http_types_method_incoming_request_method(request, &method);
  out.is_get = method.tag == WASI_HTTP_TYPES_METHOD_GET;
  out.is_head = method.tag == WASI_HTTP_TYPES_METHOD_HEAD;
  wasi_http_types_method_free(&method);
  out.path = path_of(request);
  const auto headers = wasi_http_types_method_incoming_request_headers(request);
  out.path_in_route = find_header(headers, "spin-path-info").value_or(out.path);
  out.if_none_match = find_header(headers, "if-none-match").value_or("");
  wasi_http_types_fields_drop_own(headers);
  wasi_http_types_incoming_request_drop_own(incoming);
  return out;
}
