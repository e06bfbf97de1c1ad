// The content of one stream on its way out: a coroutine puts pieces in, the session takes them when
// the peer's window and the connection have room. One piece at a time, never copied before it is
// sent: the next one is asked for when the last is gone.
#pragma once

#include <optional>

#include "async/event.h"
#include "http/body.h"
#include "http/h2/stream_hooks.h"

namespace http::h2 {

class Outbox {
 public:
  Outbox(StreamId id, StreamHooks* hooks) : id_(id), hooks_(hooks) {}

  // The sender's side: returns when all of the piece, which must outlive the wait, was taken;
  // false when the stream is over.
  async::Task<bool> put(base::View piece);
  // No more pieces. `trailers` are as they travel.
  void finish(Fields trailers);

  // The session's side. These resume nobody: wake() does.
  base::View front() const { return piece_; }
  void advance(size_t bytes);
  bool finished() const { return finished_; }  // and front() is the last
  const Fields& trailers() const { return trailers_; }
  void detach() { hooks_ = nullptr; }  // the stream is over
  void wake() { changed_.notify_all(); }
  // How many looks in a row have found something to send, and nothing that was taken in between.
  unsigned count_stalled_look() { return piece_.empty() ? 0 : stalled_looks_++; }

 private:
  const StreamId id_;
  StreamHooks* hooks_;  // null when the stream is over
  base::View piece_;
  bool finished_ = false;
  unsigned stalled_looks_ = 0;
  Fields trailers_;
  async::Event changed_;
};

}  // namespace http::h2
