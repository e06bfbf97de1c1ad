#include "http/h1/machine.h"

#include <algorithm>

#include "base/text.h"

namespace http::h1 {
namespace {

bool is_chunked(std::string_view coding) {
  return base::equals_ignoring_case(base::trim(coding), "chunked");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

void check_content_length(const Once& content_length, RefusalSlot& refusal) {
  if (content_length.count > 1) refusal.refuse(400, "several Content-Length");
  if (content_length.count == 1 && !base::find_number(content_length.value)) {
    refusal.refuse(400, "Content-Length is not one number");
  }
}

void check_transfer_encoding(const Once& transfer_encoding, const Once& content_length, int version,
                             RefusalSlot& refusal) {
  if (transfer_encoding.count == 0) return;
  const auto codings = base::split(transfer_encoding.value, ',');
  if (version < 11) {
    refusal.refuse(400, "Transfer-Encoding in HTTP/1.0");
  } else if (content_length.count > 0) {
    refusal.refuse(400, "Transfer-Encoding beside Content-Length");
  } else if (transfer_encoding.count > 1) {
    refusal.refuse(400, "several Transfer-Encoding");
  } else if (std::any_of(codings.begin(), codings.end() - 1, is_chunked)) {
    refusal.refuse(400, "chunked is not the last transfer coding, or stands twice");
  } else if (!is_chunked(transfer_encoding.value)) {
    refusal.refuse(501, "a transfer coding other than chunked");
  }
}

int status_for_bad_version(base::View head) {
  const auto line = head.substr(0, head.find("\r\n"));
  const auto version = line.substr(line.size() - std::min<size_t>(line.size(), 9));
  const bool named = version.size() == 9 && version.starts_with(" HTTP/") && is_digit(version[6]) &&
                     version[7] == '.' && is_digit(version[8]);
  return named && version != " HTTP/1.0" && version != " HTTP/1.1" ? 505 : 400;
}

bool is_folded(base::View input, base::View name, base::View value) {
  const char* end = input.data() + input.size();
  if (value.data() < name.data() || value.data() > end) return true;  // joined in a buffer
  return base::View(name.end(), value.begin()).contains('\n');
}

}  // namespace http::h1
