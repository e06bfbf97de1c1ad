// Opens connections: name, address check, TCP, TLS.
#pragma once

#include <memory>

#include "http/client/origin.h"
#include "http/sending.h"
#include "world/clock.h"
#include "world/net.h"
#include "world/tls.h"

namespace http::client {

class Dialer {
 public:
  // All outlive the dialer.
  Dialer(world::Net& net, const world::TlsClient& tls, world::Clock& clock)
      : net_(net), tls_(tls), clock_(clock) {}

  // Tries the addresses of the host in the resolver's order, those that `check` (may be empty; it
  // outlives the wait) rules out excepted. All within `most`.
  //
  // Kind::not_found: no such name. Kind::denied: every address is ruled out, or the certificate is
  // not trusted. Kind::unavailable: refused, unreachable. Kind::protocol: no TLS. Kind::timeout.
  async::Task<base::Result<std::unique_ptr<world::Stream>>> dial(Origin origin,
                                                                 const AddressCheck* check,
                                                                 world::Duration most);

 private:
  using Stream = std::unique_ptr<world::Stream>;

  async::Task<base::Result<std::vector<base::Endpoint>>> find_addresses(Origin origin,
                                                                        const AddressCheck* check);
  async::Task<base::Result<Stream>> connect_to_one(std::vector<base::Endpoint> addresses,
                                                   world::TimePoint end);
  async::Task<base::Result<Stream>> secure(Stream plain, std::string host);

  world::Net& net_;
  const world::TlsClient& tls_;
  world::Clock& clock_;
};

}  // namespace http::client
