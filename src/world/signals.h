// Signals that ask the process to end.
#pragma once

#include <memory>

#include "async/loop.h"
#include "async/task.h"

namespace world {

// While it lives, SIGTERM and SIGINT come here instead of ending the process, and SIGPIPE is
// ignored. One per process.
class Signals {
 public:
  explicit Signals(async::Loop& loop);
  ~Signals();

  // The number of the next signal.
  async::Task<int> next();

 private:
  struct Set;
  std::unique_ptr<Set> set_;
};

}  // namespace world
