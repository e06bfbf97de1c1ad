#include "http/client/dial_turns.h"

#include <utility>

namespace http::client {
namespace {

constexpr size_t most_remembered = 1000;  // a guest may call any number of origins

}  // namespace

DialTurns::Turn::Turn(DialTurns& turns, Origin origin) : turns_(turns), origin_(std::move(origin)) {
  if (turns_.is_taken(origin_) || turns_.unshared_.contains(origin_)) return;
  dial_ = std::make_shared<Dial>();
  turns_.dials_.emplace(origin_, dial_);
}

// Those who wait go on from the loop: this may be the end of a cancelled task.
DialTurns::Turn::~Turn() {
  if (!dial_) return;
  turns_.dials_.erase(origin_);
  dial_->over = true;
  turns_.loop_.post([dial = dial_] { dial->ended.notify_all(); });
}

async::Task<base::Result<>> DialTurns::wait(Origin origin) {
  const auto at = dials_.find(origin);
  if (at == dials_.end()) co_return base::Result<>();
  const auto dial = at->second;
  while (!dial->over) co_await dial->ended.wait();
  co_return base::Result<>();
}

void DialTurns::note_unshared(const Origin& origin) {
  if (unshared_.size() >= most_remembered) unshared_.clear();
  unshared_.insert(origin);
}

}  // namespace http::client
