// A log that says no line twice within a minute, whichever loop it comes from: trouble with a file
// is met by every request that needs it.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/log.h"
#include "world/clock.h"

namespace app {

class QuietLog final : public base::Log {
 public:
  static constexpr auto quiet_time = std::chrono::minutes(1);

  // Both outlive it; `clock` is read on any thread.
  QuietLog(base::Log& log, const world::Clock& clock) : log_(log), clock_(clock) {}

  bool enabled(base::Level level) const override { return log_.enabled(level); }
  void write(base::Level level, std::string_view room, std::string_view message) override;

 private:
  bool is_new(std::string_view message);

  base::Log& log_;
  const world::Clock& clock_;
  std::mutex mutex_;  // held for a look at the few lines of a minute
  std::map<std::string, world::TimePoint, std::less<>> said_;
};

}  // namespace app
