// Answers that are ready leave together, when what is ready on the loop has run.
//
// Sending an answer wakes its client, and to wake a sleeping core costs more than a small answer
// itself. A client that is still awake from the last answer costs next to nothing.
//
//   co_await departures.wait(connection);
//   send();
//
// An answer waits only when the one before it was another connection's and just now, since then
// others are likely to follow; and neither for many others nor for long. Thread-confined. Cancelled
// like any wait.
#pragma once

#include <chrono>
#include <coroutine>

#include "async/event.h"
#include "async/task_group.h"
#include "world/clock.h"

namespace http {

class Departures {
 public:
  static constexpr auto just_now = std::chrono::microseconds(500);
  static constexpr int most_waiting = 32;
  static constexpr auto most_wait = std::chrono::microseconds(500);

  class Wait {
   public:
    Wait(Departures& departures, const void* who)
        : wait_(departures.departure_), departures_(departures), who_(who) {}
    bool await_ready() { return !departures_.join(who_); }
    void await_suspend(std::coroutine_handle<> waiter) noexcept { wait_.await_suspend(waiter); }
    void await_resume() noexcept {}

   private:
    async::Event::Wait wait_;
    Departures& departures_;
    const void* who_;
  };

  // Both outlive the departures, which outlive those who wait.
  Departures(async::Loop& loop, world::Clock& clock) : loop_(loop), clock_(clock) {}
  Departures(const Departures&) = delete;

  // `who` tells connections apart.
  Wait wait(const void* who) { return {*this, who}; }

 private:
  bool join(const void* who);  // false: leave at once
  async::Task<> leave_next_turn();
  void leave();

  async::Loop& loop_;
  world::Clock& clock_;
  async::Event departure_;
  int waiting_ = 0;
  const void* last_who_ = nullptr;  // of the answer before
  world::TimePoint last_;           // when it was ready
  world::TimePoint since_;          // when the first of those who wait was
  async::TaskGroup turn_;           // last: it uses the others
};

}  // namespace http
