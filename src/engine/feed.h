// Feed: an http::Body as the guest reads it, pulled one piece at a time, when the guest asks. Used
// on one loop. For .cc files of this room.
#pragma once

#include <atomic>
#include <optional>

#include "async/task.h"
#include "engine/bridge/bridge.h"
#include "http/body.h"

namespace engine {

class Feed {
 public:
  explicit Feed(http::Body body);
  ~Feed();
  Feed(const Feed&) = delete;

  bridge_feed* get() const { return feed_; }
  // Whether the guest wants no more of it: it may be destroyed.
  bool is_dropped() const { return dropped_; }

 private:
  static bridge_step poll(void* self, bridge_slice* bytes, int* fault);
  static void visit_trailers(void* self, void* visitor, bridge_visit_field visit);
  static void drop(void* self);
  static const bridge_feed_table table;

  async::Task<> read_piece();

  http::Body body_;
  std::optional<base::Result<base::View>> piece_;
  bool awaited_ = false;              // the guest waits for the piece that is being read
  std::atomic<bool> dropped_{false};  // set by whichever thread drops the guest's side
  bridge_feed* feed_;
  std::optional<async::Started<>> reading_;  // last: cancelled before what it touches goes
};

}  // namespace engine
