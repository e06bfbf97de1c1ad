// What the sender of a request asks of the client that carries it (client/client.h). Servers leave
// both empty.
#pragma once

#include <chrono>
#include <functional>

#include "base/ip.h"
#include "base/result.h"

namespace http {

// Kind::timeout when one of these passes.
struct Timeouts {
  std::chrono::nanoseconds connect = std::chrono::seconds(30);  // name, connection and TLS
  // From the end of the request to the head of the response.
  std::chrono::nanoseconds first_byte = std::chrono::minutes(10);
  // Between two pieces of the response's body; and for a piece of the request's to go out.
  std::chrono::nanoseconds between_bytes = std::chrono::minutes(10);
};

// Whether a request may go to an address that its host's name resolved to. An error, usually
// Kind::denied, rules the address out.
using AddressCheck = std::function<base::Result<>(const base::Endpoint&)>;

}  // namespace http
