// The outbound client: sends requests to where they say, over HTTP/1.1 or HTTP/2, http or https.
//
// Connections are kept and reused. Bodies are pulled both ways, and never gathered. 1xx responses
// are passed over. Fields that speak about one connection are not passed on (RFC 9110 section
// 7.6.1). A request that a kept connection leaves unanswered is sent once more over a new one, when
// it is idempotent and has no content. Thread-confined: one client per loop.
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "async/loop.h"
#include "http/client/dial_turns.h"
#include "http/client/dialer.h"
#include "http/client/limits.h"
#include "http/client/pool.h"
#include "http/service.h"

namespace http::client {

struct ClientWorld {
  async::Loop& loop;
  world::Clock& clock;
  world::Net& net;
  const world::TlsClient& tls;
  std::vector<Quota*> quotas;  // shared with other clients; the narrower first
};

class Client final : public Service {
 public:
  // All of the world outlives the client.
  explicit Client(ClientWorld world, const Limits& limits = {});

  // Kind::invalid       the request names no host, or cannot be sent
  // Kind::unsupported   a scheme but http and https
  // Kind::not_found     the host has no address
  // Kind::denied        check_address allows none of them; or the certificate is not trusted
  // Kind::limit         too many connections, and none was closed in time
  // Kind::unavailable   refused, unreachable, or closed without an answer
  // Kind::protocol      no TLS, no HTTP, or an answer that was cut short
  // Kind::timeout       by the request's timeouts
  async::Task<base::Result<Response>> handle(Request request) override;

  const Pool& pool() const { return pool_; }

 private:
  async::Task<base::Result<Response>> send(Request request);
  // What carries a request: an HTTP/2 connection, shared with the pool and its other requests, or
  // an HTTP/1.1 connection.
  using Open = std::variant<std::shared_ptr<h2::ClientConnection>, Link>;

  std::optional<Open> find_open(const Origin& origin, const AddressCheck& check);
  async::Task<base::Result<Response>> send_anew(Origin origin, Request request, Timeouts timeouts);
  async::Task<base::Result<Permit>> find_permit(world::Duration most);
  // `check` outlives the wait.
  async::Task<base::Result<Open>> dial(Origin origin, const AddressCheck* check,
                                       world::Duration most);
  async::Task<base::Result<Response>> send_over(Open open, Origin origin, Request request,
                                                Timeouts timeouts);

  ClientWorld world_;
  const Limits limits_;
  Dialer dialer_;
  Pool pool_;
  DialTurns turns_;
};

}  // namespace http::client
