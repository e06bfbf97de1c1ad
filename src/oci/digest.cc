#include "oci/digest.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"

namespace oci {
namespace {

using base::Kind;

constexpr std::string_view algorithm = "sha256:";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

base::Result<Digest> Digest::parse(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return base::fail(Kind::invalid, "`{}` is no digest: write sha256:<64 hex digits>", text);
  }
  if (!text.starts_with(algorithm)) {
    return base::fail(Kind::unsupported, "digest algorithm `{}`: only sha256 is supported",
                      text.substr(0, colon));
  }
  const auto hex = text.substr(algorithm.size());
  if (hex.size() != 64 || !std::ranges::all_of(hex, is_hex)) {
    return base::fail(Kind::invalid, "`{}` is no digest: sha256 has 64 lower-case hex digits",
                      text);
  }
  return Digest(std::string(text));
}

Digest Digest::of(base::View content) {
  return Digest(std::string(algorithm) + world::sha256_hex(content));
}

Digest Digest::of_raw(base::View sha256) {
  CHECK(sha256.size() == 32);
  return Digest(std::string(algorithm) + base::hex(sha256));
}

}  // namespace oci
