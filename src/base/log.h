// Log records and the door they leave by. Who writes them where (stderr, a file, a test's list) is
// wiring: main/ and world/spd_log.h. Secrets and bodies never go into a record.
#pragma once

#include <string>
#include <string_view>

#include "base/format.h"

namespace base {

enum class Level { debug, info, warn, error };

// Thread-safe: any loop may write at any time.
class Log {
 public:
  virtual ~Log() = default;
  virtual bool enabled(Level level) const = 0;
  // `room` names the speaker ("http", "app"); `message` is one line, without a newline.
  virtual void write(Level level, std::string_view room, std::string_view message) = 0;
};

// log(log_, Level::warn, "http", "peer {} broke off", peer): formatted only when enabled.
template <class... Args>
void log(Log& out, Level level, std::string_view room, FormatString<Args...> format,
         Args&&... args) {
  if (out.enabled(level)) out.write(level, room, base::format(format, std::forward<Args>(args)...));
}

}  // namespace base
