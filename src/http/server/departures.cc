#include "http/server/departures.h"

#include <utility>

#include "async/yield.h"

namespace http {

bool Departures::join(const void* who) {
  const auto now = clock_.now();
  const bool another = std::exchange(last_who_, who) != who;
  const bool follows = now - std::exchange(last_, now) < just_now && another;
  if (waiting_ == 0) {
    if (!follows) return false;
    since_ = now;
    if (turn_.size() == 0) turn_.spawn("departures", leave_next_turn());
  } else if (waiting_ == most_waiting || now - since_ >= most_wait) {
    leave();
    return false;
  }
  ++waiting_;
  return true;
}

async::Task<> Departures::leave_next_turn() {
  do {
    co_await async::yield(loop_);
    leave();
  } while (waiting_ > 0);  // those who left may be back already
}

void Departures::leave() {
  waiting_ = 0;
  departure_.notify_all();
}

}  // namespace http
