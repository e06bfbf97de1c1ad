// Slots: how many of a thing there may be at once, over all loops: instances of a component that
// run, connections that are open. Who comes when all are taken queues, and is served in the order
// of arrival. Thread-safe.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <utility>

#include "async/loop.h"
#include "async/signal.h"
#include "async/task.h"

namespace async {

class Slots {
 public:
  explicit Slots(uint32_t count) : free_(count) {}
  Slots(const Slots&) = delete;

  // A taken slot; given back when it goes. The Slots outlive it.
  class Slot {
   public:
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&& other) noexcept {
      std::swap(slots_, other.slots_);
      return *this;
    }
    ~Slot() {
      if (slots_) slots_->give_back();
    }

   private:
    friend class Slots;
    explicit Slot(Slots* slots) : slots_(slots) {}
    Slots* slots_;
  };

  std::optional<Slot> find_free();
  // Waits on the calling coroutine's loop. Cancelling it leaves the queue.
  Task<Slot> wait(Loop* loop);
  // Whether somebody waits for one.
  bool is_short() const;

 private:
  struct Waiter;
  bool enqueue(Waiter& waiter);
  bool is_served(const Waiter& waiter);
  void leave(Waiter& waiter);
  void give_back();

  mutable std::mutex mutex_;  // loops meet here, for a few instructions
  uint32_t free_;
  std::list<Waiter*> queue_;
};

}  // namespace async
