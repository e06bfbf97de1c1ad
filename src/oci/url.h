// The URLs that a registry answers with: where an upload goes on, where a blob lies, who gives
// tokens (RFC 3986, of which only http and https with a host occur).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace oci {

struct Url {
  std::string scheme;     // "http" or "https"
  std::string authority;  // host[:port], without a user
  std::string target;     // path and query, starts with "/"

  // Kind::protocol: a registry said it.
  static base::Result<Url> parse(std::string_view text);
  // A Location field: a whole URL, or a path on the same host.
  base::Result<Url> resolve(std::string_view location) const;

  std::string text() const;
  // For messages: without the query, which may hold a signature.
  std::string text_without_query() const;
  bool same_origin(const Url& other) const;
  // With one more parameter; the value is percent-encoded.
  Url with_query(std::string_view name, std::string_view value) const;

  bool operator==(const Url&) const = default;
};

// All but letters, digits, "-", ".", "_" and "~" as %XX (RFC 3986 section 2.3).
std::string percent_encode(std::string_view text);

}  // namespace oci
