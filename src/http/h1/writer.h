// Puts messages into HTTP/1.1 bytes (RFC 9112), without I/O. Everything appends to `out`.
//
// Fields come from guests and strangers: what is no valid field, speaks about the connection or
// about framing is left out, so that nobody but this file says where a message ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/service.h"

namespace http::h1 {

// How the receiver finds the end of the content (section 6).
struct BodyFraming {
  enum class Kind { none, length, chunked, until_close };
  Kind kind = Kind::none;
  // The value of Content-Length: always with Kind::length; with none it tells what GET would give.
  std::optional<uint64_t> length;
};

// What the Connection field says (section 9.6).
enum class Persistence {
  by_version,  // nothing: HTTP/1.1 stays open
  keep_alive,  // to an HTTP/1.0 client that asked for it
  close,
};

// `length` of the body, when it is known.
BodyFraming plan_response_body(std::string_view method, Version peer, const Response& response,
                               std::optional<uint64_t> length);
BodyFraming plan_request_body(std::string_view method, std::optional<uint64_t> length);

// A Date that the response has itself is kept. A status that is no final one becomes 500.
void append_response_head(std::string& out, const Response& response, const BodyFraming& framing,
                          Persistence persistence, std::string_view date);
// Host is the request's authority. Kind::invalid when method, target or authority cannot be sent.
base::Result<> append_request_head(std::string& out, const Request& request,
                                   const BodyFraming& framing);

// What stands before a chunk's data; behind it stands "\r\n". `size` is not zero.
void append_chunk_head(std::string& out, size_t size);
void append_last_chunk(std::string& out, const Fields* trailers);

}  // namespace http::h1
