// Exchange: one outgoing request of a guest, on its way through Grants::outbound and back. For .cc
// files of this room.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "async/signal.h"
#include "async/task.h"
#include "engine/bridge/bridge.h"
#include "engine/feed.h"
#include "engine/instance.h"

namespace engine {

class Exchange {
 public:
  // Takes over the request's body and the exchange. `keep` gets the feed of the answer's body and
  // owns it for as long as the guest may read it.
  using Keep = std::move_only_function<bridge_feed*(http::Body body)>;
  Exchange(InstanceContext context, const bridge_outgoing& request, bridge_exchange* exchange,
           Keep keep);

  // Sends the request and answers the guest, unless it stops waiting. Without a service the request
  // is denied.
  async::Task<> run(http::Service* outbound);

 private:
  struct Free {
    void operator()(bridge_exchange* exchange) const { bridge_exchange_free(exchange); }
  };

  async::Task<base::Result<http::Response>> send(http::Service* outbound);
  async::Task<> until_unwanted();
  void answer(base::Result<http::Response> response);

  InstanceContext context_;
  http::Request request_;
  // What the guest asks for; zero: no limit of its own.
  std::chrono::nanoseconds until_head_{};
  std::chrono::nanoseconds between_pieces_{};
  Keep keep_;
  async::Signal unwanted_;
  async::Signal::Setter setter_;
  std::unique_ptr<bridge_exchange, Free> exchange_;
};

}  // namespace engine
