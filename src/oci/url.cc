#include "oci/url.h"

#include <algorithm>

#include "base/text.h"

namespace oci {
namespace {

using base::Kind;

// What may stand in a URL at all; everything else has to be encoded.
bool is_url_character(char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' &&
         c != '`' && c != '{' && c != '|' && c != '}';
}

std::unexpected<base::Error> wrong(std::string_view text, std::string_view why) {
  return base::fail(Kind::protocol, "the registry named the URL `{}`, {}",
                    text.substr(0, text.find('?')), why);
}

}  // namespace

base::Result<Url> Url::parse(std::string_view text) {
  if (!std::ranges::all_of(text, is_url_character)) return wrong("…", "which is none");
  Url out;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return wrong(text, "which has no scheme");
  out.scheme = base::lower(text.substr(0, scheme_end));
  if (out.scheme != "http" && out.scheme != "https") {
    return wrong(text, "which is neither http nor https");
  }
  auto rest = text.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  out.authority = base::lower(rest.substr(0, end));
  if (out.authority.empty()) return wrong(text, "which has no host");
  if (out.authority.find('@') != std::string::npos) return wrong("…", "which names a user");
  out.target = rest.substr(end);
  if (!out.target.starts_with('/')) out.target.insert(0, "/");
  return out;
}

base::Result<Url> Url::resolve(std::string_view location) const {
  if (location.starts_with("//")) return parse(base::format("{}:{}", scheme, location));
  if (location.starts_with('/')) {
    return parse(base::format("{}://{}{}", scheme, authority, location));
  }
  if (location.find("://") != std::string_view::npos) return parse(location);
  const auto path = std::string_view(target).substr(0, target.find('?'));
  return parse(base::format("{}://{}{}{}", scheme, authority, path.substr(0, path.rfind('/') + 1),
                            location));
}

std::string Url::text() const {
  return base::format("{}://{}{}", scheme, authority, target);
}

std::string Url::text_without_query() const {
  return base::format("{}://{}{}", scheme, authority,
                      std::string_view(target).substr(0, target.find('?')));
}

bool Url::same_origin(const Url& other) const {
  return scheme == other.scheme && authority == other.authority;
}

Url Url::with_query(std::string_view name, std::string_view value) const {
  Url out = *this;
  out.target += out.target.find('?') == std::string::npos ? '?' : '&';
  out.target += base::format("{}={}", name, percent_encode(value));
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char folded = base::lower(c);
    const bool plain = (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += base::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace oci
