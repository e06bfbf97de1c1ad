// The HTTP server of one loop: takes connections from listeners and hands their requests to a
// service. HTTP/1.1, HTTP/2 by prior knowledge or ALPN, TLS.
//
//   Server server({loop, clock, log}, service, limits, tls);
//   server.serve(std::move(listener));
//   ...
//   co_await server.drain(std::chrono::seconds(30));
//
// When the limit of connections is reached, or no file descriptor is left, new clients wait in the
// kernel's backlog. Thread-confined. Destroying the server breaks all connections off.
#pragma once

#include <memory>
#include <vector>

#include "async/event.h"
#include "async/task_group.h"
#include "http/server/context.h"
#include "world/net.h"
#include "world/tls.h"

namespace http {

struct ServerWorld {
  async::Loop& loop;
  world::Clock& clock;
  base::Log& log;
};

class Server {
 public:
  // `tls`, when there is one, wraps every connection. All that is borrowed outlives the server.
  Server(ServerWorld world, Service& service, const ServerLimits& limits,
         const world::TlsServer* tls);
  Server(const Server&) = delete;
  ~Server();

  // Accepts from now on. More than one listener may be given.
  void serve(std::unique_ptr<world::Listener> listener);
  size_t connections() const { return connections_.size(); }

  // Ends without losing an accepted request: takes the clients that the kernel has accepted
  // already, closes the listeners, lets every request in flight be answered, and tells clients to
  // send no more. What is not done after `most` is broken off. Once, and not from within a request.
  async::Task<> drain(world::Duration most);

 private:
  async::Task<> accept_from(world::Listener* listener);
  void accept_who_waits(world::Listener& listener);
  void spawn(std::unique_ptr<world::Stream> stream);
  async::Task<> serve_connection(std::unique_ptr<world::Stream> stream);
  async::Task<std::unique_ptr<world::Stream>> secure(std::unique_ptr<world::Stream> plain);

  const ServerLimits limits_;
  const world::TlsServer* tls_;
  Date date_;
  Roster roster_;
  Departures departures_;
  ServerContext context_;
  std::vector<std::unique_ptr<world::Listener>> listeners_;
  size_t open_ = 0;  // connections that count against the limit
  async::Event connection_ended_;
  async::TaskGroup connections_;
  async::TaskGroup accepting_;
};

}  // namespace http
