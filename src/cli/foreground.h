// What a command that waits stands on: a loop, a clock, and Ctrl-C. One command, one run().
#pragma once

#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "async/loop.h"
#include "async/task.h"
#include "base/result.h"
#include "world/clock.h"
#include "world/signals.h"

namespace cli {

class Foreground {
 public:
  Foreground() : clock_(world::real_clock(loop_)), signals_(loop_) {}

  async::Loop& loop() { return loop_; }
  world::Clock& clock() { return *clock_; }
  // The next SIGTERM or SIGINT, for work that has more to do than to be cancelled.
  world::Signals& signals() { return signals_; }

  // Runs the work to its end on this thread. SIGTERM or SIGINT cancels it: Kind::closed.
  base::Result<> run(async::Task<base::Result<>> work) {
    std::optional<base::Result<>> out;
    const async::Started<> running(run_or_cancel(this, std::move(work), &out));
    if (!out) loop_.run();
    return std::move(*out);
  }
  // The same, where the work itself listens for signals.
  base::Result<> run_to_end(async::Task<base::Result<>> work) {
    std::optional<base::Result<>> out;
    const async::Started<> running(keep(this, std::move(work), &out));
    if (!out) loop_.run();
    return std::move(*out);
  }

 private:
  static async::Task<> keep(Foreground* self, async::Task<base::Result<>> work,
                            std::optional<base::Result<>>* out) {
    out->emplace(co_await std::move(work));
    self->loop_.stop();
  }
  static async::Task<> run_or_cancel(Foreground* self, async::Task<base::Result<>> work,
                                     std::optional<base::Result<>>* out) {
    async::Started<base::Result<>> running(std::move(work));
    if (!running.ready()) {
      async::Started<int> signal(self->signals_.next());
      co_await async::either(running, signal);
    }
    out->emplace(running.ready() ? running.take()
                                 : base::fail(base::Kind::closed, "ended by a signal"));
    self->loop_.stop();
  }

  async::Loop loop_;
  std::unique_ptr<world::Clock> clock_;
  world::Signals signals_;
};

}  // namespace cli
