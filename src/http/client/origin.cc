#include "http/client/origin.h"

#include "base/text.h"
#include "http/h1/target.h"

namespace http::client {
namespace {

using base::Kind;

base::Result<Scheme> parse_scheme(std::string_view text) {
  if (base::equals_ignoring_case(text, "http")) return Scheme::http;
  if (base::equals_ignoring_case(text, "https")) return Scheme::https;
  return base::fail(Kind::unsupported, "scheme `{}`: a request can go to http or https", text);
}

// Where the host ends: at the colon before the port, but not at one within brackets.
size_t end_of_host(std::string_view authority) {
  const auto bracket = authority.find(']');
  const auto colon = authority.rfind(':');
  if (colon == authority.npos || (bracket != authority.npos && colon < bracket)) {
    return authority.size();
  }
  return colon;
}

}  // namespace

std::string Origin::text() const {
  const bool v6 = host.find(':') != host.npos;
  return base::format("{}://{}{}{}:{}", scheme == Scheme::https ? "https" : "http", v6 ? "[" : "",
                      host, v6 ? "]" : "", port);
}

base::Result<Origin> parse_origin(std::string_view scheme, std::string_view authority) {
  Origin out;
  TRY(out.scheme, parse_scheme(scheme));
  const auto end = end_of_host(authority);
  auto host = authority.substr(0, end);
  if (host.empty() || !h1::is_authority(authority)) {
    return base::fail(Kind::invalid, "`{}` is no host", authority);
  }
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  out.host = base::lower(host);
  out.port = out.scheme == Scheme::https ? 443 : 80;
  const auto digits = authority.substr(std::min(end + 1, authority.size()));
  if (digits.empty()) return out;
  const auto port = base::find_number(digits);
  if (!port || *port == 0 || *port > 65535) {
    return base::fail(Kind::invalid, "`{}` is no port", digits);
  }
  out.port = static_cast<uint16_t>(*port);
  return out;
}

}  // namespace http::client
