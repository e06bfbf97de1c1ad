#include "answer.h"

namespace {

wasi_http_types_own_fields_t make_fields(const Answer& answer) {
  const auto fields = wasi_http_types_constructor_fields();
  for (const auto& [name, value] : answer.headers) {
    fileserver_string_t n{(uint8_t*)name.data(), name.size()};
    wasi_http_types_field_value_t v{(uint8_t*)value.data(), value.size()};
    wasi_http_types_header_error_t error;
    wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(fields), &n, &v, &error);
  }
  return fields;
}

// The host moves the bytes from the one stream to the other.
void pour(const File& file, wasi_io_streams_borrow_output_stream_t to) {
  wasi_filesystem_types_own_input_stream_t from;
  wasi_filesystem_types_error_code_t no_file;
  if (!wasi_filesystem_types_method_descriptor_read_via_stream(
          wasi_filesystem_types_borrow_descriptor(file.descriptor), 0, &from, &no_file)) {
    return;
  }
  for (uint64_t left = file.size; left > 0;) {
    uint64_t moved = 0;
    wasi_io_streams_stream_error_t error;
    if (!wasi_io_streams_method_output_stream_blocking_splice(
            to, wasi_io_streams_borrow_input_stream(from), left, &moved, &error)) {
      break;  // the client is gone, or the file became shorter
    }
    left -= moved;
  }
  wasi_io_streams_input_stream_drop_own(from);
}

void write(const std::string& text, wasi_io_streams_borrow_output_stream_t to) {
  fileserver_list_u8_t bytes{(uint8_t*)text.data(), text.size()};
  wasi_io_streams_stream_error_t error;
  wasi_io_streams_method_output_stream_blocking_write_and_flush(to, &bytes, &error);
}

}  // namespace

Answer plain_answer(uint16_t status, std::string_view text) {
  Answer out;
  out.status = status;
  out.text = text;
  out.add("content-type", "text/plain; charset=utf-8");
  return out;
}

void send(const Answer& answer, Content content, ResponseOut out) {
  const auto response = wasi_http_types_constructor_outgoing_response(make_fields(answer));
  const auto borrowed = wasi_http_types_borrow_outgoing_response(response);
  wasi_http_types_method_outgoing_response_set_status_code(borrowed, answer.status);
  wasi_http_types_own_outgoing_body_t body;
  wasi_http_types_method_outgoing_response_body(borrowed, &body);
  wasi_http_types_result_own_outgoing_response_error_code_t result{};
  result.val.ok = response;
  wasi_http_types_static_response_outparam_set(out, &result);

  if (content == Content::sent) {
    wasi_http_types_own_output_stream_t stream;
    wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
    const auto to = wasi_io_streams_borrow_output_stream(stream);
    if (answer.file) {
      pour(*answer.file, to);
    } else if (!answer.text.empty()) {
      write(answer.text, to);
    }
    wasi_io_streams_output_stream_drop_own(stream);
  }
  wasi_http_types_error_code_t error;
  wasi_http_types_static_outgoing_body_finish(body, nullptr, &error);
}
