// Turns: when the next poll of a guest is due, and what a poll that failed comes to. On one loop.
// For .cc files of this room.
#pragma once

#include "async/signal.h"
#include "engine/border.h"
#include "engine/instance.h"

namespace engine {

class Turns {
 public:
  explicit Turns(InstanceContext context);
  Turns(const Turns&) = delete;

  // The guest can go on. Any thread.
  void wake() { setter_.set(); }
  // Until the next poll is due. `again`: at once, but after what else the loop has to do.
  async::Task<> next(bool again);
  // The error as a result; its detail goes to the log.
  std::unexpected<base::Error> fail(bridge_error& error);

 private:
  InstanceContext context_;
  async::Signal signal_;
  async::Signal::Setter setter_;
};

}  // namespace engine
