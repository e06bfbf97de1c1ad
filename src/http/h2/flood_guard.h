// Counts what a peer may do cheaply and we must answer dearly: opening streams only to reset them
// (CVE-2023-44487), pings, settings, empty frames. Each has a purse that fills over time.
#pragma once

#include "world/clock.h"

namespace http::h2 {

enum class Nuisance {
  reset,    // a stream that ended by RST_STREAM, sent by the peer or because of what it did
  control,  // PING, SETTINGS, PRIORITY, and DATA without content
};

class FloodGuard {
 public:
  explicit FloodGuard(const world::Clock& clock);

  // False: the peer has had enough patience (ENHANCE_YOUR_CALM).
  bool allow(Nuisance nuisance);

 private:
  struct Purse {
    double most;
    double per_second;
    double left = most;
    world::TimePoint filled{};
  };
  bool pay(Purse& purse);

  const world::Clock& clock_;
  Purse resets_{.most = 200, .per_second = 50};
  Purse controls_{.most = 1000, .per_second = 200};
};

}  // namespace http::h2
