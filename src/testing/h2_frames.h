// HTTP/2 frames by hand (RFC 9113 section 4), right and wrong ones, for tests that play the peer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testing {

enum class H2 : uint8_t {
  data = 0,
  headers = 1,
  priority = 2,
  rst_stream = 3,
  settings = 4,
  push_promise = 5,
  ping = 6,
  goaway = 7,
  window_update = 8,
  continuation = 9,
};

inline constexpr uint8_t h2_end_stream = 0x1;
inline constexpr uint8_t h2_ack = 0x1;
inline constexpr uint8_t h2_end_headers = 0x4;

struct H2Frame {
  H2 type{};
  uint8_t flags = 0;
  uint32_t stream = 0;
  std::string payload;

  // The number in a RST_STREAM, WINDOW_UPDATE or, after the stream, in a GOAWAY.
  uint32_t number(size_t at = 0) const;
};

std::string h2_number(uint32_t number);  // four bytes, network order
std::string h2_frame(H2 type, uint8_t flags, uint32_t stream, std::string_view payload);
// A block of literal fields (RFC 7541 section 6.2.2); each of at most 126 bytes of name and value.
std::string h2_block(const std::vector<std::pair<std::string, std::string>>& fields);
// A GET of "/" from example.org, with these fields besides.
std::string h2_get(uint32_t stream,
                   const std::vector<std::pair<std::string, std::string>>& more = {});

// Takes whole frames off the front of `bytes`.
std::vector<H2Frame> h2_take_frames(std::string& bytes);

}  // namespace testing
