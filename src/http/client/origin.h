// Where a request goes: scheme, host and port (RFC 9110 section 4.3.1). Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace http::client {

enum class Scheme { http, https };

struct Origin {
  Scheme scheme = Scheme::http;
  std::string host;  // in lower case, an IPv6 address without brackets
  uint16_t port = 0;

  std::string text() const;  // "https://[::1]:443"
  auto operator<=>(const Origin&) const = default;
};

// Kind::unsupported for another scheme; Kind::invalid when `authority` is no host [":" port].
base::Result<Origin> parse_origin(std::string_view scheme, std::string_view authority);

}  // namespace http::client
