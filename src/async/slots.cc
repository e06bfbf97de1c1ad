#include "async/slots.h"

namespace async {

// One coroutine in the queue. `served` is the mutex's.
struct Slots::Waiter {
  Waiter(Slots* s, Loop& loop) : slots(s), signal(loop), setter(signal.setter()) {}
  ~Waiter() { slots->leave(*this); }
  Waiter(const Waiter&) = delete;

  Slots* slots;
  Signal signal;
  Signal::Setter setter;
  bool served = false;
};

std::optional<Slots::Slot> Slots::find_free() {
  const std::lock_guard lock(mutex_);
  if (free_ == 0) return std::nullopt;
  --free_;
  return Slot(this);
}

Task<Slots::Slot> Slots::wait(Loop* loop) {
  Waiter waiter(this, *loop);
  if (!enqueue(waiter)) {
    while (!is_served(waiter)) co_await waiter.signal.wait();
  }
  waiter.served = false;  // it is the Slot's now
  co_return Slot(this);
}

// True when a slot was free after all.
bool Slots::enqueue(Waiter& waiter) {
  const std::lock_guard lock(mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  queue_.push_back(&waiter);
  return false;
}

bool Slots::is_served(const Waiter& waiter) {
  const std::lock_guard lock(mutex_);
  return waiter.served;
}

bool Slots::is_short() const {
  const std::lock_guard lock(mutex_);
  return !queue_.empty();
}

void Slots::leave(Waiter& waiter) {
  {
    const std::lock_guard lock(mutex_);
    queue_.remove(&waiter);
    if (!waiter.served) return;
  }
  give_back();  // served, but cancelled before it knew
}

void Slots::give_back() {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) {
    ++free_;
    return;
  }
  auto* next = queue_.front();
  queue_.pop_front();
  next->served = true;
  next->setter.set();
}

}  // namespace async
