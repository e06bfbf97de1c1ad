// The allowed_outbound_hosts of a component: which hosts it may reach.
//
// Syntax: scheme://host[:port] with scheme a word or "*"; host a name, "*", "*.domain", "self", an
// address or a CIDR block, or <component>.spin.internal; port a number, "*", or a half-open range
// "a..b", by default that of the scheme (spinframework/spin,
// crates/outbound-networking-config/src/allowed_hosts.rs).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip.h"
#include "base/result.h"

namespace manifest {

class AllowedHost {
 public:
  static base::Result<AllowedHost> parse(std::string_view text);
  // `host` is a name or an address without brackets, lower case.
  bool allows(std::string_view scheme, std::string_view host, uint16_t port) const;
  // Whether requests to the app itself ("self", "self.alt") are allowed by this entry.
  bool allows_self(std::string_view scheme) const;
  const std::string& text() const { return text_; }

 private:
  struct AnyHost {};
  struct ExactHost {
    std::string name;
  };
  struct Subdomain {
    std::string domain;  // without "*."
  };
  struct Self {};
  struct Block {
    base::Cidr cidr;
  };
  std::string text_;
  std::string scheme_;  // "*" for any
  std::variant<AnyHost, ExactHost, Subdomain, Self, Block> host_;
  uint32_t port_first_ = 0, port_end_ = 65536;  // half-open
};

class AllowedHosts {
 public:
  static base::Result<AllowedHosts> parse(const std::vector<std::string>& entries);
  bool allows(std::string_view scheme, std::string_view host, uint16_t port) const;
  bool allows_self(std::string_view scheme) const;
  // Whether an entry names this address itself, or a block that holds it: then an address that a
  // name resolved to is fine even when it is loopback or private.
  bool names_address(const base::IpAddress& address) const;
  bool empty() const { return entries_.empty(); }

 private:
  std::vector<AllowedHost> entries_;
};

}  // namespace manifest
