// The framing of an HTTP/1.1 response (RFC 9112, 6.3), as far as a measurement needs it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace bench {

// The length of the response that `bytes` starts with; nothing as long as its end is missing.
// Fails on any status but 200, and on a body that only the end of the connection ends.
std::optional<size_t> find_response_length(std::string_view bytes);

}  // namespace bench
