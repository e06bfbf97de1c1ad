// Guest: one instance that answers one request, on one loop. For .cc files of this room.
//
// Whoever awaits head(), read() or finish() drives the guest; one of them at a time. Destroying the
// Guest stops it and takes back all that it asked for.
#pragma once

#include <list>
#include <memory>
#include <vector>

#include "async/signal.h"
#include "async/task_group.h"
#include "engine/border.h"
#include "engine/code.h"
#include "engine/exchange.h"
#include "engine/feed.h"
#include "engine/instance.h"

namespace engine {

// What a guest lives on, and holds for as long as it lives.
struct Lease {
  std::shared_ptr<const Code> code;
  Slots::Slot slot;  // of the code
  std::shared_ptr<const Grants> grants;
  std::shared_ptr<GuestOutput> output;
};

class Guest {
 public:
  // Kind::invalid when no guest may get such a request, Kind::io when a granted folder is not
  // there.
  static base::Result<std::unique_ptr<Guest>> create(InstanceContext context, Lease lease,
                                                     const Limits& limits, http::Request request);
  ~Guest();
  Guest(const Guest&) = delete;

  struct Head {
    int status;
    http::Fields headers;
  };
  // Runs the guest until it has set its head.
  async::Task<base::Result<Head>> head();
  // The next bytes of its body, valid until the next read; empty at the end.
  async::Task<base::Result<base::View>> read();
  // Runs it until it has returned.
  async::Task<base::Result<>> finish();

  // After the end of the body.
  http::Fields trailers() const;
  bool has_ended() const { return bridge_call_ended(call_.get()); }
  // Whether it has ended and the last read() gave all that was left.
  bool is_complete() const { return bridge_call_body_complete(call_.get()); }

 private:
  Guest(InstanceContext context, Lease lease);

  static void on_wake(void* self);
  static void on_output(void* self, int stream, bridge_slice bytes);
  static void on_send(void* self, const bridge_outgoing* request, bridge_exchange* exchange);
  static const bridge_host_table table;

  struct FreeCall {
    void operator()(bridge_call* call) const { bridge_call_free(call); }
  };

  base::Result<> start(const Limits& limits, http::Request request);
  bridge_feed* feed(http::Body body);
  static async::Task<> run(std::unique_ptr<Exchange> exchange, http::Service* outbound);
  void after_poll();
  async::Task<> turn(bool again);
  std::unexpected<base::Error> fail(bridge_error& error);

  InstanceContext context_;
  Lease lease_;
  async::Signal signal_;
  async::Signal::Setter setter_;
  std::list<Feed> feeds_;                        // what the guest reads
  std::vector<std::unique_ptr<Exchange>> sent_;  // during a poll; they start after it
  async::TaskGroup exchanges_;
  std::unique_ptr<bridge_call, FreeCall> call_;  // last: it calls back into the others
};

}  // namespace engine
