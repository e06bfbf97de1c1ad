// The value of the Date field (RFC 9110 section 6.6.1), formatted once a second.
#pragma once

#include <string>
#include <string_view>

#include "world/clock.h"

namespace http {

std::string format_date(world::WallTime when);  // "Sun, 06 Nov 1994 08:49:37 GMT"

// Thread-confined.
class Date {
 public:
  explicit Date(world::Clock& clock) : clock_(clock) {}

  std::string_view now();  // valid until the next call

 private:
  world::Clock& clock_;
  std::chrono::sys_seconds second_{std::chrono::seconds(-1)};
  std::string text_;
};

}  // namespace http
