// An instance that answers several requests, some at once: one of WASI 0.3, on one loop. For .cc
// files of this room.
//
// All of its guest's tasks stand or fall together: when one traps, the instance has ended, and the
// others fail.
#pragma once

#include <memory>

#include "async/signal.h"
#include "engine/border.h"
#include "engine/errands.h"
#include "engine/instance.h"

namespace engine {

class SharedInstance {
 public:
  // Runs nothing of the guest yet. Kind::io when a granted folder is not there.
  static base::Result<std::shared_ptr<SharedInstance>> create(InstanceContext context, Lease lease,
                                                              const Limits& limits);
  ~SharedInstance();
  SharedInstance(const SharedInstance&) = delete;

  bridge_shared* get() const { return shared_.get(); }
  // After a poll of one of its tasks.
  void after_poll() { errands_.start(); }

  // Whether the guest would begin another request at once.
  bool is_ready() const;
  // Whether the guest has nothing to do.
  bool is_idle() const;
  // Whether the guest has trapped.
  bool has_ended() const;

 private:
  SharedInstance(InstanceContext context, Lease lease);

  static void on_wake(void* self);
  static void on_output(void* self, int stream, bridge_slice bytes);
  static void on_send(void* self, const bridge_outgoing* request, bridge_exchange* exchange);
  static const bridge_host_table table;
  async::Task<> drive();

  struct Free {
    void operator()(bridge_shared* shared) const { bridge_shared_free(shared); }
  };

  async::Loop& loop_;
  async::Signal signal_;
  async::Signal::Setter setter_;
  Errands errands_;
  std::unique_ptr<bridge_shared, Free> shared_;  // calls back into the others
  std::optional<async::Started<>> driving_;      // last: it uses all of them
};

}  // namespace engine
