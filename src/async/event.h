// Event: a wait that many coroutines of one loop may share. Thread-confined.
//
//   while (!ready) co_await event.wait();       // the waiter
//   ready = true; event.notify_all();           // the notifier: waiters run inside the call
//
// A resumed waiter looks again at what it waits for. The event outlives its waiters.
#pragma once

#include <coroutine>

#include "base/link.h"

namespace async {

class Event {
 public:
  class Wait : base::Link {
   public:
    explicit Wait(Event& event) : event_(event) {}
    Wait(const Wait&) = delete;
    ~Wait() { unlink(); }
    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) noexcept {
      waiter_ = waiter;
      insert_before(event_.waits_);
    }
    void await_resume() noexcept {}

   private:
    friend class Event;
    Event& event_;
    std::coroutine_handle<> waiter_;
  };

  Event() = default;
  Event(const Event&) = delete;

  Wait wait() { return Wait(*this); }

  void notify_all() {
    // Those who wait now; who waits again during the call is for the next one. The list may shrink
    // under us when one waiter cancels another.
    base::Link now;
    now.take_all(waits_);
    while (!now.is_alone()) {
      auto* wait = static_cast<Wait*>(now.next);
      wait->unlink();
      wait->waiter_.resume();
    }
  }

 private:
  base::Link waits_;
};

}  // namespace async
