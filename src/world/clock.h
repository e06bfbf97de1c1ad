// Time, from outside. Real in main/, moved by hand in tests (testing/fake_clock.h).
#pragma once

#include <chrono>
#include <memory>

#include "async/loop.h"
#include "async/task.h"
#include "base/result.h"

namespace world {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

// One per loop; used on that loop's thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;  // monotonic
  virtual WallTime wall() const = 0;  // for Date headers and logs
  virtual async::Task<> sleep_until(TimePoint when) = 0;
};

std::unique_ptr<Clock> real_clock(async::Loop& loop);

// The task's result, or Kind::timeout ("{what} took too long") when it is not ready by
// then; the task is cancelled.
template <class T>
async::Task<base::Result<T>> with_deadline(Clock* clock, TimePoint when, std::string_view what,
                                           async::Task<base::Result<T>> task) {
  async::Started<base::Result<T>> work(std::move(task));
  if (!work.ready()) {
    async::Started<> alarm(clock->sleep_until(when));
    co_await async::either(work, alarm);
  }
  if (work.ready()) co_return work.take();
  co_return base::fail(base::Kind::timeout, "{} took too long", what);
}

}  // namespace world
