// Base64 (RFC 4648 section 4), with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace data {

std::string encode_base64(base::View bytes);

// Nothing for letters that are not of the alphabet, wrong padding, or bits left over.
std::optional<base::Bytes> decode_base64(std::string_view text);

}  // namespace data
