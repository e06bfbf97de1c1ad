// co_await yield(loop): lets everything else that is ready run first. For work that could go on for
// long without ever waiting. Cancelled like any wait.
#pragma once

#include <coroutine>
#include <memory>
#include <utility>

#include "async/loop.h"

namespace async {

class Yield {
 public:
  explicit Yield(Loop& loop) : loop_(loop) {}
  Yield(const Yield&) = delete;
  ~Yield() {
    if (waiter_) *waiter_ = nullptr;
  }

  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    waiter_ = std::make_shared<std::coroutine_handle<>>(waiter);
    loop_.post([waiter = waiter_] {
      if (*waiter) std::exchange(*waiter, nullptr).resume();
    });
  }
  void await_resume() noexcept {}

 private:
  Loop& loop_;
  std::shared_ptr<std::coroutine_handle<>> waiter_;  // shared with the posted call
};

inline Yield yield(Loop& loop) {
  return Yield(loop);
}

}  // namespace async
