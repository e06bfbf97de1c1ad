#include "base/ip.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <span>

#include "base/format.h"
#include "base/text.h"

namespace base {
namespace {

void append_number(std::string& out, unsigned number) {
  std::array<char, 10> digits;
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), done.ptr);
}

// As inet_ntop, which takes a detour by printf: every request states its client.
std::string dotted(std::span<const uint8_t, 4> bytes) {
  std::string out;
  for (const auto byte : bytes) {
    if (!out.empty()) out += '.';
    append_number(out, byte);
  }
  return out;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() > 45) return std::nullopt;
  const std::string terminated(text);
  IpAddress out;
  if (inet_pton(AF_INET, terminated.c_str(), out.bytes_.data()) == 1) return out;
  out.v4_ = false;
  if (inet_pton(AF_INET6, terminated.c_str(), out.bytes_.data()) == 1) return out;
  return std::nullopt;
}

IpAddress IpAddress::v4(std::array<uint8_t, 4> bytes) {
  IpAddress out;
  std::copy(bytes.begin(), bytes.end(), out.bytes_.begin());
  return out;
}

IpAddress IpAddress::v6(std::array<uint8_t, 16> bytes) {
  IpAddress out;
  out.v4_ = false;
  out.bytes_ = bytes;
  return out;
}

IpAddress IpAddress::unmapped() const {
  constexpr uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (v4_ || std::memcmp(bytes_.data(), prefix, sizeof prefix) != 0) return *this;
  return v4({bytes_[12], bytes_[13], bytes_[14], bytes_[15]});
}

bool IpAddress::is_loopback() const {
  const auto a = unmapped();
  if (a.v4_) return a.bytes_[0] == 127;
  return a == v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

bool IpAddress::is_link_local() const {
  const auto a = unmapped();
  if (a.v4_) return a.bytes_[0] == 169 && a.bytes_[1] == 254;
  return a.bytes_[0] == 0xfe && (a.bytes_[1] & 0xc0) == 0x80;
}

bool IpAddress::is_private() const {
  const auto a = unmapped();
  const auto& b = a.bytes_;
  if (!a.v4_) return (b[0] & 0xfe) == 0xfc;
  return b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) ||
         (b[0] == 100 && (b[1] & 0xc0) == 64);
}

bool IpAddress::is_unspecified() const {
  const auto a = unmapped();
  return a == (a.v4_ ? v4({}) : v6({}));
}

bool IpAddress::is_multicast() const {
  const auto a = unmapped();
  return a.v4_ ? (a.bytes_[0] & 0xf0) == 0xe0 : a.bytes_[0] == 0xff;
}

std::string IpAddress::text() const {
  if (v4_) return dotted(std::span(bytes_).first<4>());
  char out[INET6_ADDRSTRLEN];
  inet_ntop(AF_INET6, bytes_.data(), out, sizeof out);
  return out;
}

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  const auto port = find_number(text.substr(colon + 1));
  if (!port || *port > 65535) return std::nullopt;
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!address || address->is_v4() == bracketed) return std::nullopt;
  return Endpoint{*address, static_cast<uint16_t>(*port)};
}

std::string Endpoint::text() const {
  auto out = address.is_v4() ? address.text() : format("[{}]", address.text());
  out += ':';
  append_number(out, port);
  return out;
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(text.substr(0, slash));
  const auto bits = find_number(text.substr(slash + 1));
  if (!address || !bits || *bits > (address->is_v4() ? 32u : 128u)) return std::nullopt;
  Cidr out;
  out.network_ = *address;
  out.bits_ = static_cast<uint8_t>(*bits);
  return out;
}

bool Cidr::contains(const IpAddress& address) const {
  const auto a = address.unmapped();
  if (a.is_v4() != network_.is_v4()) return false;
  for (unsigned bit = 0; bit < bits_; bit += 8) {
    const unsigned rest = bits_ - bit;
    const auto mask = static_cast<uint8_t>(rest >= 8 ? 0xff : 0xff << (8 - rest));
    if ((a.bytes()[bit / 8] ^ network_.bytes()[bit / 8]) & mask) return false;
  }
  return true;
}

std::string Cidr::text() const {
  return format("{}/{}", network_.text(), bits_);
}

}  // namespace base
