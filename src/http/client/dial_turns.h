// Who dials: when connections to an origin may be shared (HTTP/2), a request waits for another that
// dials there already, and then uses what that one has opened. Thread-confined.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "async/event.h"
#include "async/loop.h"
#include "async/task.h"
#include "base/result.h"
#include "http/client/origin.h"

namespace http::client {

class DialTurns {
  struct Dial {
    bool over = false;
    async::Event ended;
  };

 public:
  // A dial under way: it ends when this is destroyed.
  class Turn {
   public:
    Turn(DialTurns& turns, Origin origin);
    Turn(const Turn&) = delete;
    ~Turn();

   private:
    DialTurns& turns_;
    const Origin origin_;
    std::shared_ptr<Dial> dial_;  // shared with those who wait; null when another came first
  };

  explicit DialTurns(async::Loop& loop) : loop_(loop) {}

  // Whether somebody dials the origin, and may open what can be shared.
  bool is_taken(const Origin& origin) const { return dials_.contains(origin); }
  // Until that dial ends, whatever came of it. Who waited once dials next, so that a dead host
  // fails all at once and not one after the other.
  async::Task<base::Result<>> wait(Origin origin);
  // A connection to the origin cannot be shared: nobody waits for it again.
  void note_unshared(const Origin& origin);

 private:
  async::Loop& loop_;
  std::map<Origin, std::shared_ptr<Dial>> dials_;
  std::set<Origin> unshared_;
};

}  // namespace http::client
