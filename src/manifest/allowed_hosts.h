// The allowed_outbound_hosts of a component: which hosts it may reach.
//
// An entry is scheme://host[:port], without a path:
//   scheme  letters, or "*" for any
//   host    a name, an address ("[::1]"), a block ("10.0.0.0/8"), "*.domain" (below it, not the
//           domain itself), "*", or "self" (also "self.alt"): the app's own routes. A component of
//           the app is the name <component>.spin.internal, all of them are "*.spin.internal"
//   port    a number, "a..b" (b is not among them), "*"; by default that of the scheme, if known
//
// (spinframework/spin, crates/outbound-networking-config/src/allowed_hosts.rs). Templates are
// resolved before (manifest/template.h). Letters compare without regard to case.
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
  // Kind::invalid; the message names the entry.
  static base::Result<AllowedHost> parse(std::string_view text);

  // `host` is a name or an address without brackets; the port is the one that would be dialled.
  bool allows(std::string_view scheme, std::string_view host, uint16_t port) const;
  // The same but for the host.
  bool allows_apart_from_host(std::string_view scheme, uint16_t port) const;
  // Whether requests to the app itself are allowed: by http or by https, it is all one.
  bool allows_self() const;
  // Whether the entry, asked for `host`, covers an address that this name resolved to
  // (docs/decisions/0004-outbound-addresses.md).
  bool covers(std::string_view host, const base::IpAddress& address) const;

  const std::string& text() const { return text_; }  // as written

 private:
  struct AnyHost {};
  struct Self {};
  struct Name {
    std::string name;
  };
  struct Below {
    std::string suffix;  // ".domain"
  };
  using Host = std::variant<AnyHost, Self, Name, Below, base::IpAddress, base::Cidr>;
  struct Ports {
    uint32_t first = 0, end = 65536;  // half-open
  };

  static base::Result<std::string> parse_scheme(std::string_view scheme);
  static base::Result<Host> parse_host(std::string_view host);
  static base::Result<Ports> parse_ports(std::string_view port, std::string_view scheme);
  bool allows_scheme(std::string_view scheme) const;
  bool names_address(const base::IpAddress& address) const;
  bool allows_host(std::string_view host) const;

  std::string text_;
  std::string scheme_;  // lower case, "*" for any
  Host host_;
  Ports ports_;
};

// What a component may reach: nothing but what an entry allows.
class AllowedHosts {
 public:
  static base::Result<AllowedHosts> parse(const std::vector<std::string>& entries);

  bool allows(std::string_view scheme, std::string_view host, uint16_t port) const;
  bool allows_self() const;
  // The second check, of each address that the name in a URL resolved to: `where` is what would be
  // connected to.
  bool allows_address(std::string_view scheme, std::string_view host,
                      const base::Endpoint& where) const;
  bool empty() const { return entries_.empty(); }

 private:
  std::vector<AllowedHost> entries_;
};

// The component that a host name of service chaining stands for: "<component>.spin.internal".
std::optional<std::string_view> find_chained_component(std::string_view host);

// Whether a host, in lower case, stands for the app itself: "self" or "self.alt".
bool is_self(std::string_view host);

}  // namespace manifest
