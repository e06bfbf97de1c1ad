// The content of one stream on its way in: the session puts DATA frames in, a Body takes them out.
//
// The peer's window opens again as content is taken, so an inbox holds at most one window. It
// outlives its stream when the reader is slower than the peer.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "async/event.h"
#include "http/body.h"
#include "http/h2/stream_hooks.h"

namespace http::h2 {

class Inbox {
 public:
  Inbox(StreamId id, StreamHooks* hooks) : id_(id), hooks_(hooks) {}

  // The session's side. These resume nobody: wake() does.
  void put(base::View bytes, uint64_t most);  // fails when there are more than `most` in all
  void finish() { ended_ = true; }
  void fail(base::Error error);  // unless the content has ended already
  // The peer waits for a word (100) before it sends: the first reader gives it.
  void expect_word() { expects_word_ = true; }
  void give_word();  // now or never: the answer begins, and somebody may read yet
  Fields& trailers() { return trailers_; }
  void detach() { hooks_ = nullptr; }  // the stream is over
  void wake() { changed_.notify_all(); }
  bool ended() const { return ended_; }
  bool dropped() const { return dropped_; }
  size_t unread() const { return unread_.size(); }
  bool is_too_long() const { return too_long_; }
  // How many looks in a row have found a reader waiting, and nothing that came in between.
  unsigned count_stalled_look() { return waiting_ ? stalled_looks_++ : 0; }

  // The reader's side, as BodySource::read().
  async::Task<base::Result<base::View>> take();
  void drop();

 private:
  const StreamId id_;
  StreamHooks* hooks_;  // null when the stream is over
  std::string unread_;
  std::string given_;  // what the last take() showed
  bool ended_ = false;
  bool dropped_ = false;
  bool too_long_ = false;
  uint64_t received_ = 0;
  bool waiting_ = false;
  bool expects_word_ = false;
  unsigned stalled_looks_ = 0;
  std::optional<base::Error> failure_;
  Fields trailers_;
  async::Event changed_;
};

// A body that takes from the inbox, and drops it when destroyed; no body when it is known by now
// that there is no content. `inbox` is shared because the session fills it and the body may outlive
// the stream.
Body open_body(std::shared_ptr<Inbox> inbox, std::optional<uint64_t> length);

}  // namespace http::h2
