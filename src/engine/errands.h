// Errands: what a running guest asks of its host: its output, the bodies that it reads, the
// requests that it sends. On one loop. For .cc files of this room.
#pragma once

#include <list>
#include <memory>
#include <vector>

#include "async/task_group.h"
#include "engine/border.h"
#include "engine/exchange.h"
#include "engine/feed.h"
#include "engine/lease.h"

namespace engine {

class Errands {
 public:
  Errands(InstanceContext context, Lease lease);
  Errands(const Errands&) = delete;

  const Lease& lease() const { return lease_; }
  // A body for the guest to read; owned here until it wants no more of it.
  bridge_feed* feed(http::Body body);

  // During a poll of the guest, as bridge_host_table has them.
  void write(int stream, bridge_slice bytes);
  void send(const bridge_outgoing& request, bridge_exchange* exchange);

  // After a poll: sends what the guest asked for, and lets go of what it does not read any more.
  void start();

 private:
  static async::Task<> run(std::unique_ptr<Exchange> exchange, http::Service* outbound);

  InstanceContext context_;
  Lease lease_;
  std::list<Feed> feeds_;
  std::vector<std::unique_ptr<Exchange>> sent_;  // not within the poll, but after it
  async::TaskGroup exchanges_;
};

}  // namespace engine
