// What the connections of one server share, whatever protocol they speak.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "async/loop.h"
#include "base/log.h"
#include "http/server/date.h"
#include "http/server/departures.h"
#include "http/server/roster.h"
#include "http/service.h"
#include "world/clock.h"

namespace http {

struct ServerLimits {
  size_t connections = 10'000;              // at once; more wait in the kernel's backlog
  uint32_t streams = 100;                   // requests at once on one HTTP/2 connection
  size_t request_line_bytes = 16 * 1024;    // above: 414
  size_t head_bytes = 64 * 1024;            // request line and fields, and trailers; above: 431
  size_t fields = 100;                      // of a head, and of trailers; above: 431
  uint64_t body_bytes = uint64_t{1} << 30;  // of a request; above: 413
  size_t unread_bytes =
      256 * 1024;  // of a request's body that are thrown away to keep a connection

  world::Duration head_time = std::chrono::seconds(10);   // first byte to end of head; then 408
  world::Duration idle_time = std::chrono::seconds(60);   // between two requests
  world::Duration body_time = std::chrono::seconds(30);   // for the next piece of a request's body
  world::Duration write_time = std::chrono::seconds(30);  // for a piece of a response to go out
};

// Outlives the connections. A connection is a Roster::Member for as long as it is open.
struct ServerContext {
  async::Loop& loop;  // where the connections live
  Service& service;
  world::Clock& clock;
  base::Log& log;
  const ServerLimits& limits;
  Roster& roster;
  Date& date;
  Departures& departures;
};

}  // namespace http
