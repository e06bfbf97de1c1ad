// The request target and the Host field (RFC 9112 section 3.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace http::h1 {

struct Target {
  std::string origin;                    // path and query, or "*"
  std::optional<std::string> authority;  // of an absolute-form target
};

// Nothing when the text is none of the forms that the method may have. CONNECT has none here.
std::optional<Target> parse_target(std::string_view method, std::string_view text);

// host [":" port], where host is a name, an IPv4 address or an IPv6 address in brackets; no user.
// May be empty, as a Host field may.
bool is_authority(std::string_view text);

}  // namespace http::h1
