// What bounds an outbound client.
#pragma once

#include <chrono>
#include <cstddef>

#include "http/sending.h"

namespace http::client {

struct Limits {
  size_t connections = 1000;  // open at once, idle ones included; above: Kind::limit
  // Then a kept connection closes; 0: none is kept.
  std::chrono::nanoseconds idle_time = std::chrono::seconds(30);
  size_t head_bytes = 64 * 1024;  // of a response, and of its trailers; above: Kind::protocol
  size_t fields = 200;            // likewise
  Timeouts timeouts;              // of requests that bring none
};

}  // namespace http::client
