#include "app/quiet_log.h"

namespace app {

void QuietLog::write(base::Level level, std::string_view room, std::string_view message) {
  if (is_new(message)) log_.write(level, room, message);
}

bool QuietLog::is_new(std::string_view message) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.now();
  std::erase_if(said_, [&](const auto& line) { return now - line.second >= quiet_time; });
  return said_.emplace(message, now).second;
}

}  // namespace app
