#include "manifest/allowed_hosts.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace manifest {

using base::Kind;
using base::Result;

namespace {

std::optional<uint16_t> find_default_port(std::string_view scheme) {
  struct Known {
    std::string_view scheme;
    uint16_t port;
  };
  constexpr std::array<Known, 6> table = {{{"http", 80},
                                           {"https", 443},
                                           {"postgres", 5432},
                                           {"mysql", 3306},
                                           {"redis", 6379},
                                           {"mqtt", 1883}}};
  const auto at = std::ranges::find(table, scheme, &Known::scheme);
  return at == table.end() ? std::nullopt : std::optional(at->port);
}

std::optional<uint16_t> find_port(std::string_view text) {
  const auto number = base::find_number(text);
  if (!number || *number > UINT16_MAX) return std::nullopt;
  return static_cast<uint16_t>(*number);
}

// Splits "host:port"; the port is empty when there is none. A colon within brackets, or of an IPv6
// block, is the host's.
std::pair<std::string_view, std::string_view> split_port(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const bool is_all_host = colon == std::string_view::npos || authority.ends_with(']') ||
                           base::Cidr::parse(authority).has_value();
  if (is_all_host) return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

std::unexpected<base::Error> fail_without_scheme(std::string_view text) {
  if (text == "insecure:allow-all") {
    return base::fail(Kind::invalid,
                      "`insecure:allow-all` is no longer a host; write `*://*:*` to allow all");
  }
  if (text.empty() || text == "*" || text == ":" || text == "?") {
    return base::fail(Kind::invalid,
                      "`{}` is no host; write `scheme://host:port`, or `*://*:*` to allow all",
                      text);
  }
  return base::fail(Kind::invalid, "`{}` has no scheme; write `https://{}`, or `*://{}` for any",
                    text, text, text);
}

}  // namespace

Result<AllowedHost> AllowedHost::parse(std::string_view text) {
  auto url = base::trim(text);
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return fail_without_scheme(url);
  auto authority = url.substr(scheme_end + 3);
  if (authority.ends_with('/')) authority.remove_suffix(1);
  const auto [host, port] = split_port(authority);

  AllowedHost out;
  out.text_ = text;
  const auto context = [&](base::Error error) {
    return base::pass(std::move(error), base::format("`{}`", url));
  };
  auto scheme = parse_scheme(url.substr(0, scheme_end));
  if (!scheme) return context(std::move(scheme).error());
  out.scheme_ = std::move(*scheme);
  auto parsed_host = parse_host(base::trim(host));
  if (!parsed_host) return context(std::move(parsed_host).error());
  out.host_ = std::move(*parsed_host);
  const auto ports = parse_ports(port, out.scheme_);
  if (!ports) return context(ports.error());
  out.ports_ = *ports;
  return out;
}

Result<std::string> AllowedHost::parse_scheme(std::string_view scheme) {
  if (scheme == "*") return "*";
  if (scheme.starts_with('{')) {
    return base::fail(Kind::invalid,
                      "lists of schemes are not supported; write one entry for each");
  }
  auto out = base::lower(scheme);
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (out.empty() || !std::ranges::all_of(out, is_letter)) {
    return base::fail(Kind::invalid, "a scheme is made of letters, or `*`");
  }
  return out;
}

Result<AllowedHost::Host> AllowedHost::parse_host(std::string_view host) {
  if (host == "*") return AnyHost{};
  if (is_self(host)) return Self{};
  if (host.starts_with('{')) {
    return base::fail(Kind::invalid, "lists of hosts are not supported; write one entry for each");
  }
  if (const auto cidr = base::Cidr::parse(host)) return *cidr;
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  const auto bare = bracketed ? host.substr(1, host.size() - 2) : host;
  if (const auto address = base::IpAddress::parse(bare)) return *address;
  if (bare.empty()) return base::fail(Kind::invalid, "the host is missing");
  if (host.contains('/')) return base::fail(Kind::invalid, "a host must not have a path");
  if (host.starts_with("*.") && host.size() > 2 && !host.substr(2).contains('*')) {
    return Below{base::lower(host.substr(1))};
  }
  if (host.contains('*')) {
    return base::fail(
        Kind::invalid,
        "`*` stands for a whole host, or for what is below one as in `*.example.com`");
  }
  if (host.find_first_of(" \t:@?#[]{}\\") != std::string_view::npos) {
    return base::fail(Kind::invalid, "`{}` is no host; IPv6 addresses stand in brackets", host);
  }
  return Name{base::lower(host)};
}

Result<AllowedHost::Ports> AllowedHost::parse_ports(std::string_view port,
                                                    std::string_view scheme) {
  if (port.empty()) {
    const auto known = find_default_port(scheme);
    if (known) return Ports{*known, *known + 1u};
    return base::fail(Kind::invalid,
                      "the port is missing, and `{}` has no default; write `:*` "
                      "for any",
                      scheme);
  }
  if (port == "*") return Ports{};
  if (port.starts_with('{')) {
    return base::fail(Kind::invalid, "lists of ports are not supported; write one entry for each");
  }
  if (port.contains('/')) return base::fail(Kind::invalid, "a host must not have a path");
  const auto dots = port.find("..");
  const auto first = find_port(port.substr(0, dots));
  if (dots == std::string_view::npos && first) return Ports{*first, *first + 1u};
  const auto end = dots == std::string_view::npos ? std::nullopt : find_port(port.substr(dots + 2));
  if (!first || !end) {
    return base::fail(Kind::invalid,
                      "`{}` is no port: a number, a range such as 8000..9000, or `*`", port);
  }
  if (*first >= *end) return base::fail(Kind::invalid, "no port is in the range {}", port);
  return Ports{*first, *end};
}

bool AllowedHost::allows(std::string_view scheme, std::string_view host, uint16_t port) const {
  return allows_apart_from_host(scheme, port) && allows_host(host);
}

bool AllowedHost::allows_apart_from_host(std::string_view scheme, uint16_t port) const {
  return allows_scheme(scheme) && port >= ports_.first && port < ports_.end;
}

bool AllowedHost::covers(std::string_view host, const base::IpAddress& address) const {
  if (std::holds_alternative<AnyHost>(host_) || names_address(address)) return true;
  if (!allows_host(host)) return false;
  if (base::equals_ignoring_case(host, "localhost")) return true;
  const auto* below = std::get_if<Below>(&host_);
  if (below && below->suffix == ".localhost") return true;
  const bool local = address.is_loopback() || address.is_link_local() || address.is_unspecified() ||
                     address.is_multicast();
  return !local && !(below && address.is_private());
}

bool AllowedHost::allows_self() const {
  return (allows_scheme("http") || allows_scheme("https")) &&
         (std::holds_alternative<AnyHost>(host_) || std::holds_alternative<Self>(host_));
}

bool AllowedHost::names_address(const base::IpAddress& address) const {
  if (const auto* cidr = std::get_if<base::Cidr>(&host_)) return cidr->contains(address);
  if (const auto* own = std::get_if<base::IpAddress>(&host_)) {
    return own->unmapped() == address.unmapped();
  }
  return false;
}

bool AllowedHost::allows_scheme(std::string_view scheme) const {
  return scheme_ == "*" || base::equals_ignoring_case(scheme_, scheme);
}

bool AllowedHost::allows_host(std::string_view host) const {
  if (std::holds_alternative<AnyHost>(host_)) return true;
  if (const auto* name = std::get_if<Name>(&host_)) {
    return base::equals_ignoring_case(name->name, host);
  }
  if (const auto* below = std::get_if<Below>(&host_)) {
    return host.size() > below->suffix.size() &&
           base::equals_ignoring_case(host.substr(host.size() - below->suffix.size()),
                                      below->suffix);
  }
  const auto address = base::IpAddress::parse(host);
  return address && names_address(*address);
}

Result<AllowedHosts> AllowedHosts::parse(const std::vector<std::string>& entries) {
  AllowedHosts out;
  for (const auto& entry : entries) {
    TRY(auto host, AllowedHost::parse(entry));
    out.entries_.push_back(std::move(host));
  }
  return out;
}

bool AllowedHosts::allows(std::string_view scheme, std::string_view host, uint16_t port) const {
  return std::ranges::any_of(entries_,
                             [&](const auto& entry) { return entry.allows(scheme, host, port); });
}

bool AllowedHosts::allows_self() const {
  return std::ranges::any_of(entries_, &AllowedHost::allows_self);
}

bool AllowedHosts::allows_address(std::string_view scheme, std::string_view host,
                                  const base::Endpoint& where) const {
  return std::ranges::any_of(entries_, [&](const auto& entry) {
    return entry.allows_apart_from_host(scheme, where.port) && entry.covers(host, where.address);
  });
}

std::optional<std::string_view> find_chained_component(std::string_view host) {
  const auto dot = host.find('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  if (!base::equals_ignoring_case(host.substr(dot + 1), "spin.internal")) return std::nullopt;
  return host.substr(0, dot);
}

bool is_self(std::string_view host) {
  return host == "self" || host == "self.alt";
}

}  // namespace manifest
