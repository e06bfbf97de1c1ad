#include "http/client/quota.h"

namespace http::client {

Quota::Keeper::Keeper(Quota& quota, async::Loop& loop, std::function<void()> give_way)
    : quota_(quota),
      loop_(loop),
      give_way_(std::make_shared<std::function<void()>>(std::move(give_way))) {
  const std::lock_guard lock(quota_.mutex_);
  quota_.keepers_.push_back(this);
}

Quota::Keeper::~Keeper() {
  const std::lock_guard lock(quota_.mutex_);
  quota_.keepers_.remove(this);
}

std::optional<Quota::Place> Quota::find_free() {
  auto place = slots_.find_free();
  if (!place) ask_keepers();
  return place;
}

async::Task<Quota::Place> Quota::wait(async::Loop* loop) {
  async::Started place(slots_.wait(loop));
  // Once in the queue: whoever has nothing to close now sees that somebody waits.
  if (!place.ready()) ask_keepers();
  co_return co_await place;
}

void Quota::ask_keepers() {
  const std::lock_guard lock(mutex_);
  for (const auto* keeper : keepers_) {
    keeper->loop_.post([asked = std::weak_ptr(keeper->give_way_)] {
      if (const auto give_way = asked.lock()) (*give_way)();
    });
  }
}

}  // namespace http::client
