// A clock that a test moves by hand.
//
//   FakeClock clock(loop);
//   ...                              // something sleeps for 10 s
//   clock.advance(std::chrono::seconds(10));   // it has run when this returns
#pragma once

#include <chrono>
#include <coroutine>
#include <map>

#include "async/loop.h"
#include "world/clock.h"

namespace testing {

class FakeClock final : public world::Clock {
 public:
  explicit FakeClock(async::Loop& loop) : loop_(loop) {}

  world::TimePoint now() const override { return world::TimePoint(passed_); }
  world::WallTime wall() const override {
    return start_ + std::chrono::duration_cast<world::WallTime::duration>(passed_);
  }
  async::Task<> sleep_until(world::TimePoint when) override {
    if (when > now()) co_await Sleep{sleepers_, when};
  }

  // Moves time on in steps, so that each sleeper wakes at its own moment, and runs the loop until
  // nothing is ready.
  void advance(world::Duration by) {
    const auto target = now() + by;
    settle();
    while (!sleepers_.empty() && sleepers_.begin()->first <= target) {
      const auto [when, sleeper] = *sleepers_.begin();
      sleepers_.erase(sleepers_.begin());
      passed_ = std::max(passed_, when.time_since_epoch());
      sleeper.resume();
      settle();
    }
    passed_ = target.time_since_epoch();
  }

  // Moves time on while a handler runs: nobody wakes.
  void pass(world::Duration by) { passed_ += by; }

  // Runs the loop until nothing is ready; time stands still.
  void settle() {
    while (loop_.poll() > 0) {
    }
  }

  size_t sleepers() const { return sleepers_.size(); }

 private:
  using Sleepers = std::multimap<world::TimePoint, std::coroutine_handle<>>;

  struct Sleep {
    Sleepers& sleepers;
    world::TimePoint when;
    Sleepers::iterator at{};
    std::coroutine_handle<> handle{};
    bool awake = false;

    bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      handle = waiter;
      at = sleepers.emplace(when, waiter);
    }
    void await_resume() noexcept { awake = true; }
    ~Sleep() {
      if (handle && !awake) sleepers.erase(at);
    }
  };

  async::Loop& loop_;
  Sleepers sleepers_;
  world::Duration passed_{std::chrono::hours(1)};  // monotonic time does not start at zero
  world::WallTime start_ = std::chrono::sys_days(std::chrono::January / 2 / 2026);
};

}  // namespace testing
