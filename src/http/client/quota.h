// Quota: how many connections there may be at once, over all clients and loops that share it. One
// that is full asks the pools to close what they keep for later. Thread-safe; outlives its users.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "async/loop.h"
#include "async/slots.h"
#include "async/task.h"

namespace http::client {

class Quota {
 public:
  using Place = async::Slots::Slot;  // given back when it goes

  explicit Quota(uint32_t most) : most_(most), slots_(most) {}
  Quota(const Quota&) = delete;

  uint32_t most() const { return most_; }
  // Nothing when all are taken; what pools keep is closed for the next who asks.
  std::optional<Place> find_free();
  // Waits, in the order of arrival, on the calling coroutine's loop.
  async::Task<Place> wait(async::Loop* loop);
  bool is_short() const { return slots_.is_short(); }

  // Whoever keeps connections that it does not use. `give_way` is called on `loop` and may close
  // them; never after this has gone, which goes on that loop's thread.
  class Keeper {
   public:
    Keeper(Quota& quota, async::Loop& loop, std::function<void()> give_way);
    Keeper(const Keeper&) = delete;
    ~Keeper();

   private:
    friend class Quota;
    Quota& quota_;
    async::Loop& loop_;
    // Shared with what is posted to the loop, which looks whether this is still there.
    std::shared_ptr<std::function<void()>> give_way_;
  };

 private:
  void ask_keepers();

  const uint32_t most_;
  async::Slots slots_;
  std::mutex mutex_;
  std::list<Keeper*> keepers_;
};

}  // namespace http::client
