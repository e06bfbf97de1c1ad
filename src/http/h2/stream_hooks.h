// What the two ends of a stream's content tell the session that carries it.
#pragma once

#include "http/h2/types.h"

namespace http::h2 {

class StreamHooks {
 public:
  virtual void on_wanted(StreamId id) = 0;  // a reader waits for the content of a careful peer
  virtual void on_taken(StreamId id, size_t bytes) = 0;    // a reader took content: more may come
  virtual void on_dropped(StreamId id, size_t bytes) = 0;  // nobody will read; so much was unread
  virtual void on_offered(StreamId id) = 0;  // the outbox has content, or the end, to send

 protected:
  ~StreamHooks() = default;
};

}  // namespace http::h2
