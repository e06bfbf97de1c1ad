#include "response.h"

#include <charconv>
#include <string>

#include "fail.h"

namespace bench {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != (lower[i] | 0x20)) return false;
  }
  return true;
}

std::optional<std::string_view> find_field(std::string_view head, std::string_view name) {
  for (size_t at = head.find(line_end); at != head.npos; at = head.find(line_end, at)) {
    at += line_end.size();
    const auto line = head.substr(at, head.find(line_end, at) - at);
    const auto colon = line.find(':');
    if (colon == line.npos || !equal_ignoring_case(line.substr(0, colon), name)) continue;
    const auto value = line.find_first_not_of(' ', colon + 1);
    return value == line.npos ? std::string_view() : line.substr(value);
  }
  return std::nullopt;
}

size_t parse_number(std::string_view text, int base) {
  size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end == text.data()) fail("not a number: " + std::string(text));
  return value;
}

// Where the chunks that start at `at` end, trailers and all.
std::optional<size_t> find_end_of_chunks(std::string_view bytes, size_t at) {
  for (;;) {
    const auto end = bytes.find(line_end, at);
    if (end == bytes.npos) return std::nullopt;
    const auto size = parse_number(bytes.substr(at, end - at), 16);
    if (size == 0) {
      const auto last = bytes.find(head_end, end);
      return last == bytes.npos ? std::nullopt : std::optional(last + head_end.size());
    }
    at = end + line_end.size() + size + line_end.size();
    if (at > bytes.size()) return std::nullopt;
  }
}

}  // namespace

std::optional<size_t> find_response_length(std::string_view bytes) {
  const auto end = bytes.find(head_end);
  if (end == bytes.npos) return std::nullopt;
  const auto head = bytes.substr(0, end);
  if (!head.starts_with("HTTP/1.1 200")) {
    fail("answered " + std::string(head.substr(0, head.find(line_end))));
  }
  const auto body = end + head_end.size();
  if (find_field(head, "transfer-encoding")) return find_end_of_chunks(bytes, body);
  const auto length = find_field(head, "content-length");
  if (!length) fail("a response without a length");
  const auto whole = body + parse_number(*length, 10);
  return bytes.size() < whole ? std::nullopt : std::optional(whole);
}

}  // namespace bench
