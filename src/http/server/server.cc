#include "http/server/server.h"

#include <utility>

#include "http/h1/connection.h"
#include "http/h2/server_connection.h"

namespace http {
namespace {

constexpr auto accept_pause = std::chrono::milliseconds(50);  // when no descriptor is left

}  // namespace

Server::Server(ServerWorld world, Service& service, const ServerLimits& limits,
               const world::TlsServer* tls)
    : limits_(limits),
      tls_(tls),
      date_(world.clock),
      roster_(world.clock),
      departures_(world.loop, world.clock),
      context_{world.loop, service, world.clock, world.log, limits_, roster_, date_, departures_} {}

Server::~Server() = default;

void Server::serve(std::unique_ptr<world::Listener> listener) {
  listeners_.push_back(std::move(listener));
  accepting_.spawn("accept", accept_from(listeners_.back().get()));
}

async::Task<> Server::accept_from(world::Listener* listener) {
  bool failing = false;
  for (;;) {
    while (open_ >= limits_.connections) co_await connection_ended_.wait();
    auto stream = co_await listener->accept();
    if (stream) {
      failing = false;
      spawn(std::move(*stream));
      continue;
    }
    if (stream.error().kind() == base::Kind::closed) co_return;
    if (!std::exchange(failing, true)) {
      base::log(context_.log, base::Level::warn, "http", "{}; trying again",
                stream.error().message());
    }
    co_await context_.clock.sleep_until(context_.clock.now() + accept_pause);
  }
}

void Server::spawn(std::unique_ptr<world::Stream> stream) {
  ++open_;
  connections_.spawn("connection", serve_connection(std::move(stream)));
}

async::Task<> Server::serve_connection(std::unique_ptr<world::Stream> stream) {
  if (tls_) stream = co_await secure(std::move(stream));
  if (stream && stream->alpn() == "h2") {
    co_await h2::serve(std::move(stream), {}, &context_);
  } else if (stream) {
    auto client = co_await h1::serve(std::move(stream), &context_);
    if (client) {
      co_await h2::serve(std::move(client->stream), std::move(client->already_read), &context_);
    }
  }
  --open_;
  connection_ended_.notify_all();
}

// Null when the handshake fails.
async::Task<std::unique_ptr<world::Stream>> Server::secure(std::unique_ptr<world::Stream> plain) {
  const auto peer = plain->peer();
  auto secured =
      co_await world::with_deadline(&context_.clock, context_.clock.now() + limits_.head_time,
                                    "the TLS handshake", tls_->accept(std::move(plain)));
  if (secured) co_return std::move(*secured);
  base::log(context_.log, base::Level::debug, "http", "{}: {}", peer.text(),
            secured.error().message());
  co_return nullptr;
}

async::Task<> Server::drain(world::Duration most) {
  const auto end = context_.clock.now() + most;
  accepting_.cancel_all();
  roster_.drain();
  for (const auto& listener : listeners_) accept_who_waits(*listener);
  async::Started<> empty(connections_.wait_until_empty());
  if (!empty.ready()) {
    async::Started<> alarm(context_.clock.sleep_until(end));
    co_await async::either(empty, alarm);
  }
  connections_.cancel_all();
}

// Nobody can get in line between the last look and the close but for an instant.
void Server::accept_who_waits(world::Listener& listener) {
  for (;;) {
    async::Started<base::Result<std::unique_ptr<world::Stream>>> next(listener.accept());
    if (!next.ready()) break;
    auto stream = next.take();
    if (!stream) break;
    spawn(std::move(*stream));
  }
  listener.close();
}

}  // namespace http
