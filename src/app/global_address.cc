#include "app/global_address.h"

#include <algorithm>
#include <span>

namespace app {
namespace {

// The first bytes of a block, and how many of its bits count.
struct Block {
  std::array<uint8_t, 4> first;
  unsigned bits;

  bool contains(std::span<const uint8_t, 4> address) const {
    const auto value = [](std::span<const uint8_t, 4> b) {
      return uint32_t{b[0]} << 24 | uint32_t{b[1]} << 16 | uint32_t{b[2]} << 8 | b[3];
    };
    return (value(first) ^ value(address)) >> (32 - bits) == 0;
  }
};

// RFC 6890 table 1 to 16, RFC 6598, RFC 5771, RFC 1112.
constexpr Block special_v4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10}, {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},  {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
};

// Global unicast addresses are 2000::/3 (RFC 4291 section 2.4); of them, those of RFC 6890 tables
// 17 to 28 and RFC 9637 are special.
constexpr Block unicast_v6 = {{0x20, 0, 0, 0}, 3};
constexpr Block special_v6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x3f, 0xff, 0x00, 0x00}, 20},
};
constexpr Block six_to_four = {{0x20, 0x02, 0, 0}, 16};  // RFC 3056: v4 in bytes 2 to 5
constexpr Block nat64 = {{0x00, 0x64, 0xff, 0x9b}, 32};  // RFC 6052: v4 in the last bytes

bool is_in(std::span<const Block> blocks, std::span<const uint8_t, 4> address) {
  return std::ranges::any_of(blocks, [&](const Block& b) { return b.contains(address); });
}

}  // namespace

bool is_global(const base::IpAddress& address) {
  const auto a = address.unmapped();
  const std::span<const uint8_t, 16> bytes(a.bytes());
  if (a.is_v4()) return !is_in(special_v4, bytes.first<4>());
  if (six_to_four.contains(bytes.first<4>())) return !is_in(special_v4, bytes.subspan<2, 4>());
  if (nat64.contains(bytes.first<4>())) {
    const auto zeros = bytes.subspan<4, 8>();
    return std::ranges::count(zeros, 0) == 8 && !is_in(special_v4, bytes.last<4>());
  }
  return unicast_v6.contains(bytes.first<4>()) && !is_in(special_v6, bytes.first<4>());
}

}  // namespace app
