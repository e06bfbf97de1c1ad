// The name of a content: "sha256:<64 hex digits>" (OCI image specification, descriptor.md).
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace oci {

class Digest {
 public:
  // Kind::invalid for what is none, Kind::unsupported for another algorithm.
  static base::Result<Digest> parse(std::string_view text);
  static Digest of(base::View content);
  static Digest of_raw(base::View sha256);  // its 32 bytes

  const std::string& text() const { return text_; }  // "sha256:…"
  std::string_view hex() const { return std::string_view(text_).substr(7); }
  // The first digits, as people see them.
  std::string_view brief() const { return hex().substr(0, 12); }

  auto operator<=>(const Digest&) const = default;

 private:
  explicit Digest(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace oci
