#include "app/residency_log.h"

namespace app {

void ResidencyLog::changed(const ResidencyChange& change) {
  const bool slept_or_woke = change.from == Residency::asleep || change.to == Residency::asleep;
  const auto level = slept_or_woke ? base::Level::info : base::Level::debug;
  if (!log_.enabled(level)) return;
  const auto what = base::format("{} {} -> {} ({}", change.component, name_of(change.from),
                                 name_of(change.to), name_of(change.reason));
  if (change.from == Residency::asleep) {
    const std::chrono::duration<double, std::milli> took = change.took;
    log_.write(level, "residency", base::format("{}, {:.2f} ms)", what, took.count()));
  } else {
    log_.write(level, "residency", what + ")");
  }
}

}  // namespace app
