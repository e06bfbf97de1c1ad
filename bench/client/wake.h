// From asleep to the last byte of the answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace bench {

enum class Connecting {
  once,  // a connection that is open and has been used
  anew,  // a connection for each request; its handshake is part of the time
};

struct WakePlan {
  uint16_t port;
  std::string path;
  int count;
  Connecting connecting;
  std::chrono::milliseconds rest;  // between falling asleep and the request; at least some
};

// Needs the server's log on standard input, where "-> asleep" says that a component has cooled
// down. Prints a line for each wake: microseconds until the last byte, and the part of it in which
// the server says it mapped the code.
void measure_wakes(const WakePlan& plan);

}  // namespace bench
