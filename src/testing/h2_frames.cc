#include "testing/h2_frames.h"

#include "base/check.h"

namespace testing {
namespace {

constexpr size_t head_bytes = 9;

uint32_t read_number(std::string_view bytes) {
  uint32_t out = 0;
  for (const char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

std::string literal(const std::string& text) {
  CHECK(text.size() < 127);
  return static_cast<char>(text.size()) + text;
}

}  // namespace

uint32_t H2Frame::number(size_t at) const {
  return read_number(std::string_view(payload).substr(at, 4));
}

std::string h2_number(uint32_t number) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(number >> shift);
  return out;
}

std::string h2_frame(H2 type, uint8_t flags, uint32_t stream, std::string_view payload) {
  auto out = h2_number(static_cast<uint32_t>(payload.size())).substr(1);
  out += static_cast<char>(type);
  out += static_cast<char>(flags);
  out += h2_number(stream);
  return out.append(payload);
}

std::string h2_block(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    out += '\0';  // a literal, not to be indexed, with a new name
    out += literal(name) + literal(value);
  }
  return out;
}

std::string h2_get(uint32_t stream, const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {":method", "GET"}, {":scheme", "http"}, {":authority", "example.org"}, {":path", "/"}};
  fields.insert(fields.end(), more.begin(), more.end());
  return h2_frame(H2::headers, h2_end_headers | h2_end_stream, stream, h2_block(fields));
}

std::vector<H2Frame> h2_take_frames(std::string& bytes) {
  std::vector<H2Frame> out;
  std::string_view rest = bytes;
  while (rest.size() >= head_bytes) {
    const auto size = read_number(rest.substr(0, 3));
    if (rest.size() < head_bytes + size) break;
    out.push_back({static_cast<H2>(rest[3]), static_cast<uint8_t>(rest[4]),
                   read_number(rest.substr(5, 4)), std::string(rest.substr(head_bytes, size))});
    rest.remove_prefix(head_bytes + size);
  }
  bytes = std::string(rest);
  return out;
}

}  // namespace testing
