// Host: the threads, loops, wards and servers that serve one app on one address.
//
// Loop 0 is the home loop and runs on the thread that calls run(); each other loop has a thread.
// What is made here is made before the loops run and destroyed after they have ended.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/blueprint.h"
#include "app/delivery.h"
#include "app/egress.h"
#include "app/keeper.h"
#include "app/quiet_log.h"
#include "async/offload.h"
#include "base/ip.h"
#include "base/log.h"
#include "http/server/context.h"
#include "store/catalog.h"
#include "world/files.h"
#include "world/signals.h"
#include "world/tls.h"

namespace app {

struct HostOptions {
  unsigned loops = 1;
  ResidencyOptions residency;
  http::ServerLimits server;
  world::Duration drain_time = std::chrono::seconds(30);  // for requests in flight at the end
};

// What an app is served with. Borrowed for as long as the host lives.
struct HostSupplies {
  const world::TlsServer* tls_server = nullptr;  // none: plain HTTP
  Egress& egress;                                // for guests' outgoing connections
  const store::Catalog& stores;
  world::Files& files;
};

class Host {
 public:
  // `log` and `observer` outlive it, and so does what run() borrows.
  Host(HostOptions options, base::Log& log, ResidencyObserver& observer);
  ~Host();

  // For assemble(); before open().
  Keeper& keeper() { return *keeper_; }

  // Takes the address, one listener per loop; nothing is accepted before run(). The result says
  // which port when `where` asks for any. Kind::unavailable when the port is taken: try another.
  base::Result<base::Endpoint> open(base::Endpoint where);

  // The same with a socket that listens already and stays with the caller: whoever else accepts
  // from it goes on. In place of open().
  base::Result<base::Endpoint> adopt(int descriptor);

  // Makes a component of the blueprint, by its index, one that can be called; requests that come
  // earlier wait for it. Once each; any thread, before run() and while it runs.
  void deliver(const Blueprint& blueprint, size_t component, Delivery delivery);

  // Calls `ready` when requests are served, and serves until SIGTERM or SIGINT or end(), then
  // drains: accepted requests are answered, those that wait for a component with an error. A second
  // signal ends at once. Once, after open() or adopt().
  void run(const Blueprint& blueprint, const HostSupplies& supplies,
           const std::function<void()>& ready);
  // As a signal does. Any thread.
  void end();

 private:
  struct Lane;
  void fill_lane(Lane& lane, const Blueprint& blueprint, const HostSupplies& supplies);
  void close_idle_stores(Lane& lane);
  async::Task<> end_on_signal();
  void begin_to_drain();
  async::Task<> drain(Lane* lane);
  void stop_lanes();

  HostOptions options_;
  base::Log& log_;
  std::optional<async::Threads> loaders_, resolvers_, statements_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // one per loop
  std::optional<QuietLog> store_log_;         // of the stores of all lanes
  std::optional<world::Signals> signals_;
  std::optional<Keeper> keeper_;
  size_t draining_ = 0;  // lanes that still do, counted on the home loop
};

}  // namespace app
