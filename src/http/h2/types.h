// Words that all of HTTP/2 shares (RFC 9113).
#pragma once

#include <cstddef>
#include <cstdint>

namespace http::h2 {

using StreamId = int32_t;

enum class Side { server, client };

// Whether DATA frames come after a HEADERS frame.
enum class Content { none, follows };

// Section 7; those that torpor sends or tells apart. A peer may send any other number.
enum class ErrorCode : uint32_t {
  no_error = 0x0,
  protocol_error = 0x1,
  internal_error = 0x2,
  refused_stream = 0x7,  // the request was not looked at: it may be tried again
  cancel = 0x8,
  enhance_your_calm = 0xb,
};

struct SessionLimits {
  uint32_t streams = 100;         // requests at once that the peer may begin
  size_t head_bytes = 64 * 1024;  // of a head, and of trailers
  size_t fields = 100;            // of a head, and of trailers
  uint64_t body_bytes = UINT64_MAX;
  // How much content a peer may send before somebody reads it.
  uint32_t stream_window = 256 * 1024;
  uint32_t connection_window = 1024 * 1024;
};

}  // namespace http::h2
