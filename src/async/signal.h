// Signal: any thread tells one coroutine of a loop "look again". Sets before and during a look are
// kept and merged, so none is lost.
//
//   for (;;) { look(); if (done) break; co_await signal.wait(); }
//
// A Setter may outlive the Signal and its loop's interest in it; setting is then a no-op.
#pragma once

#include <atomic>
#include <coroutine>
#include <memory>

#include "async/loop.h"

namespace async {

class Signal {
  struct State {
    explicit State(Loop& l) : loop(l) {}
    Loop& loop;
    std::atomic<bool> set = false;   // set and not yet looked at
    std::coroutine_handle<> waiter;  // touched on the loop's thread alone
  };

 public:
  // A copyable, thread-safe way to set. The loop must outlive it.
  class Setter {
   public:
    void set() const;

   private:
    friend class Signal;
    explicit Setter(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;  // shared because a foreign thread may set after we are gone
  };

  explicit Signal(Loop& loop) : state_(std::make_shared<State>(loop)) {}
  Signal(const Signal&) = delete;

  Setter setter() const { return Setter(state_); }

  // One waiter at a time.
  auto wait() {
    struct Wait {
      State& state;
      bool await_ready() noexcept { return state.set.exchange(false); }
      bool await_suspend(std::coroutine_handle<> waiter) noexcept {
        state.waiter = waiter;
        return true;
      }
      void await_resume() noexcept { state.set = false; }
      ~Wait() { state.waiter = nullptr; }
    };
    return Wait{*state_};
  }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace async
