// Checkpoints of one file off the event loops: moving what was written from the write-ahead log
// into the file syncs the disk, which takes from milliseconds to, on a bad day, much longer.
//
// Writers go on meanwhile. When they are faster than the disk for so long that the log has grown to
// its limit, the writer itself moves it, and waits.
#pragma once

#include <atomic>
#include <memory>

#include "async/offload.h"
#include "store/location.h"

namespace store {

class Checkpointer : public std::enable_shared_from_this<Checkpointer> {
 public:
  // `threads` outlives it. Held by shared_ptr: by those who write to the file, and by the work.
  Checkpointer(async::Threads& threads, Location location)
      : threads_(threads), location_(std::move(location)) {}

  // Any thread. Does nothing while one is under way.
  void request();

 private:
  void checkpoint();

  async::Threads& threads_;
  Location location_;
  std::atomic<bool> under_way_ = false;
};

}  // namespace store
