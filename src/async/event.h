// Event: a wait that many coroutines of one loop may share. Thread-confined.
//
//   while (!ready) co_await event.wait();       // the waiter
//   ready = true; event.notify_all();           // the notifier: waiters run inside the call
//
// A resumed waiter looks again at what it waits for. The event outlives its waiters.
#pragma once

#include <coroutine>

namespace async {

class Event {
  struct Link {
    Link* next = this;
    Link* previous = this;
    void unlink() {
      next->previous = previous;
      previous->next = next;
      next = previous = this;
    }
    void insert_before(Link& at) {
      next = &at;
      previous = at.previous;
      at.previous->next = this;
      at.previous = this;
    }
  };

 public:
  class Wait : Link {
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
    Link now;
    if (waits_.next == &waits_) return;
    now.next = waits_.next;
    now.previous = waits_.previous;
    now.next->previous = now.previous->next = &now;
    waits_.next = waits_.previous = &waits_;
    while (now.next != &now) {
      auto* wait = static_cast<Wait*>(now.next);
      wait->unlink();
      wait->waiter_.resume();
    }
  }

 private:
  Link waits_;
};

}  // namespace async
