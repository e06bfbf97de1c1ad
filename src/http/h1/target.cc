#include "http/h1/target.h"

#include <algorithm>

#include "base/ip.h"
#include "base/text.h"

namespace http::h1 {
namespace {

// Visible ASCII except "#": laxer than RFC 3986 where browsers are ("|", "{"), since none of it
// has a meaning here.
bool is_target_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (base::lower(c) >= 'a' && base::lower(c) <= 'z');
}

// unreserved / pct-encoded / sub-delims (RFC 3986 section 3.2.2), the digits after % unchecked.
bool is_registered_name(std::string_view text) {
  constexpr std::string_view others = "-._~%!$&'()*+,;=";
  return std::ranges::all_of(
      text, [&](char c) { return is_alphanumeric(c) || others.find(c) != others.npos; });
}

bool is_port(std::string_view text) {
  const auto number = base::find_number(text);
  return text.empty() || (number && *number <= 65'535);
}

std::optional<Target> parse_absolute(std::string_view method, std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == text.npos) return std::nullopt;
  const auto scheme = text.substr(0, scheme_end);
  if (!base::equals_ignoring_case(scheme, "http") && !base::equals_ignoring_case(scheme, "https")) {
    return std::nullopt;
  }
  text.remove_prefix(scheme_end + 3);
  const auto authority = text.substr(0, text.find_first_of("/?"));
  if (authority.empty() || !is_authority(authority)) return std::nullopt;
  text.remove_prefix(authority.size());
  Target out{std::string(text), std::string(authority)};
  if (text.empty() && method == "OPTIONS") {
    out.origin = "*";  // RFC 9112 section 3.2.4
  } else if (!text.starts_with('/')) {
    out.origin.insert(0, 1, '/');
  }
  return out;
}

}  // namespace

std::optional<Target> parse_target(std::string_view method, std::string_view text) {
  if (!is_target_text(text)) return std::nullopt;
  if (text.starts_with('/')) return Target{std::string(text), std::nullopt};
  if (text == "*") {
    return method == "OPTIONS" ? std::optional(Target{"*", std::nullopt}) : std::nullopt;
  }
  return parse_absolute(method, text);
}

bool is_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == text.npos) return false;
    const auto address = base::IpAddress::parse(text.substr(1, close - 1));
    const auto rest = text.substr(close + 1);
    return address && !address->is_v4() &&
           (rest.empty() || (rest.front() == ':' && is_port(rest.substr(1))));
  }
  const auto colon = std::min(text.find(':'), text.size());
  return is_registered_name(text.substr(0, colon)) &&
         (colon == text.size() || is_port(text.substr(colon + 1)));
}

}  // namespace http::h1
