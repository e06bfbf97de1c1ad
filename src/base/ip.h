// IP addresses and blocks, as values without I/O.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class IpAddress {
 public:
  // IPv4 dotted decimal (four parts, no leading zeros) or IPv6 text (RFC 4291 section 2.2), without
  // brackets or zone.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress v4(std::array<uint8_t, 4> bytes);
  static IpAddress v6(std::array<uint8_t, 16> bytes);

  bool is_v4() const { return v4_; }
  // Network order; 4 bytes are used for IPv4, 16 for IPv6.
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  // ::ffff:a.b.c.d as the IPv4 address that it stands for; others as they are.
  IpAddress unmapped() const;

  // By RFC 6890 and RFC 4193, of the unmapped address:
  bool is_loopback() const;
  bool is_link_local() const;
  bool is_private() const;  // RFC 1918, RFC 6598 and unique local
  bool is_unspecified() const;
  bool is_multicast() const;

  std::string text() const;
  auto operator<=>(const IpAddress&) const = default;

 private:
  bool v4_ = true;
  std::array<uint8_t, 16> bytes_{};
};

struct Endpoint {
  IpAddress address;
  uint16_t port = 0;

  // "127.0.0.1:3000", "[::1]:3000"
  static std::optional<Endpoint> parse(std::string_view text);
  std::string text() const;
  auto operator<=>(const Endpoint&) const = default;
};

// An address block such as 10.0.0.0/8 (RFC 4632).
class Cidr {
 public:
  static std::optional<Cidr> parse(std::string_view text);  // the "/bits" is required
  bool contains(const IpAddress& address) const;            // of the same family, after unmapping
  std::string text() const;
  auto operator<=>(const Cidr&) const = default;

 private:
  IpAddress network_;
  uint8_t bits_ = 0;
};

}  // namespace base
