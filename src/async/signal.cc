#include "async/signal.h"

#include <utility>

namespace async {

void Signal::Setter::set() const {
  if (state_->set.exchange(true)) return;  // a wake-up is on its way already
  state_->loop.post([state = state_] {
    if (state->waiter) std::exchange(state->waiter, nullptr).resume();
  });
}

}  // namespace async
