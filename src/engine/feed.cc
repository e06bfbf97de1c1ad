#include "engine/feed.h"

#include "engine/border.h"

namespace engine {

const bridge_feed_table Feed::table = {
    .poll = &Feed::poll, .trailers = &Feed::visit_trailers, .dropped = &Feed::drop};

Feed::Feed(http::Body body) : body_(std::move(body)), feed_(bridge_feed_new(&table, this)) {}

Feed::~Feed() {
  bridge_feed_free(feed_);
}

async::Task<> Feed::read_piece() {
  piece_ = co_await body_.read();
  if (std::exchange(awaited_, false)) bridge_feed_wake(feed_);
}

bridge_step Feed::poll(void* self, bridge_slice* bytes, int* fault) {
  auto& feed = *static_cast<Feed*>(self);
  if (!feed.reading_) feed.reading_.emplace(feed.read_piece());
  if (!feed.reading_->ready()) {
    feed.awaited_ = true;
    return BRIDGE_PENDING;
  }
  const auto& piece = *feed.piece_;
  if (!piece) {  // and stays so: no other read follows
    *fault = fault_of(piece.error());
    return BRIDGE_FAILED;
  }
  feed.reading_.reset();
  if (piece->empty()) return BRIDGE_END;
  *bytes = slice_of(*piece);
  return BRIDGE_DATA;
}

void Feed::visit_trailers(void* self, void* visitor, bridge_visit_field visit) {
  const auto* trailers = static_cast<Feed*>(self)->body_.trailers();
  if (!trailers) return;
  for (const auto& field : *trailers) {
    visit(visitor, slice_of(field.name), slice_of(field.value));
  }
}

void Feed::drop(void* self) {
  static_cast<Feed*>(self)->dropped_ = true;
}

}  // namespace engine
