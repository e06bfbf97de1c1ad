#include "app/global_address.h"

#include <algorithm>
#include <span>
#include <vector>

namespace app {
namespace {

class Blocks {
 public:
  Blocks(std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) blocks_.push_back(base::Cidr::parse(text).value());
  }
  bool contain(const base::IpAddress& address) const {
    return std::ranges::any_of(blocks_, [&](const auto& block) { return block.contains(address); });
  }

 private:
  std::vector<base::Cidr> blocks_;
};

// RFC 6890 table 1 to 16, RFC 6598, RFC 5771, RFC 1112.
bool is_special_v4(const base::IpAddress& address) {
  static const Blocks blocks = {
      "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
      "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
      "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
  };
  return blocks.contain(address);
}

// Global unicast addresses are 2000::/3 (RFC 4291 section 2.4); of them, those of RFC 6890 tables
// 17 to 28 and RFC 9637 are special.
bool is_global_v6(const base::IpAddress& address) {
  static const Blocks unicast = {"2000::/3"};
  static const Blocks special = {"2001::/23", "2001:db8::/32", "3fff::/20"};
  return unicast.contain(address) && !special.contain(address);
}

// The IPv4 address in bytes that begin at `first`.
base::IpAddress v4_at(const base::IpAddress& address, size_t first) {
  const auto bytes = std::span(address.bytes()).subspan(first, 4);
  return base::IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

}  // namespace

bool is_global(const base::IpAddress& address) {
  static const Blocks six_to_four = {"2002::/16"};  // RFC 3056
  static const Blocks nat64 = {"64:ff9b::/96"};     // RFC 6052
  const auto a = address.unmapped();
  if (a.is_v4()) return !is_special_v4(a);
  if (six_to_four.contain(a)) return !is_special_v4(v4_at(a, 2));
  if (nat64.contain(a)) return !is_special_v4(v4_at(a, 12));
  return is_global_v6(a);
}

}  // namespace app
