// One HTTP/2 connection as a machine, without I/O: bytes in, notices and content out; verbs in,
// bytes out. Both sides of it.
//
//   feed(bytes);                                        // from the peer
//   while (auto notice = next_notice()) ...             // what they meant
//   wake_readers();                                     // who waits for content looks again
//   produce(&out, most); wake_senders();                // until there is nothing: to the peer
//
// Verbs and the ends of content (Inbox, Outbox) may be used at any time but from within feed() and
// produce(), which call nobody. When there is something to produce, or nothing ever again,
// `on_output` is called.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "http/h2/flood_guard.h"
#include "http/h2/head.h"
#include "http/h2/inbox.h"
#include "http/h2/outbox.h"
#include "http/h2/wire.h"

namespace http::h2 {

struct Notice {
  enum class What {
    head,       // of a request, or the final head of a response; its content comes by `inbox`
    closed,     // the stream is over, by `code`
    gone_away,  // the peer looks at no stream above `stream`, and at no new one
  };
  What what;
  StreamId stream;
  ErrorCode code = ErrorCode::no_error;
  Head head{};
  std::shared_ptr<Inbox> inbox{};  // shared with the session; may outlive the stream
};

// In looks (count_stalls()) without progress.
struct StallLimits {
  unsigned inbox;
  unsigned outbox;
  unsigned head;  // that has begun, and has not ended
};

class Session final : StreamHooks, WireEvents {
 public:
  Session(Side side, const SessionLimits& limits, const world::Clock& clock,
          std::move_only_function<void()> on_output);
  ~Session();

  base::Result<> feed(base::View bytes);
  std::optional<Notice> next_notice();
  void wake_readers();
  // Appends up to about `most` bytes for the peer.
  void produce(std::string* out, size_t most);
  // True when a sender was woken: there may be more to produce.
  bool wake_senders();
  // Nothing more will be read; what is left to produce is the goodbye.
  bool is_ending() const { return terminated_ || !wire_.wants_read(); }
  // Of the peer, when it broke HTTP/2 and was told so.
  std::optional<ErrorCode> fault() const { return fault_; }
  size_t streams() const { return streams_.size(); }

  bool is_open(StreamId id) const { return find(id) != nullptr; }
  // Ends every stream with this error: the connection broke. Wakes all.
  void abandon(const base::Error& error);

  // Verbs on a stream that is over do nothing; respond() then gives null, as it does when there is
  // no content to send.
  std::shared_ptr<Outbox> respond(StreamId id, const Fields& block, Content content);
  // The client expects 100 before it sends content: it gets it when the body is first read.
  void owe_continue(StreamId id);
  struct Sent {
    StreamId id;
    std::shared_ptr<Outbox> outbox;
  };
  base::Result<Sent> request(const Fields& block, Content content);
  void reset(StreamId id, ErrorCode code);

  void announce_drain();  // no new streams from the peer; those under way end as usual
  void terminate(ErrorCode code);

  // One look at who waits: resets streams that stalled for too long. False: the connection did.
  bool count_stalls(const StallLimits& limits);

 private:
  struct Stream;

  void on_wanted(StreamId id) override;
  void on_taken(StreamId id, size_t bytes) override;
  void on_dropped(StreamId id, size_t bytes) override;
  void on_offered(StreamId id) override;

  void on_head_begins(StreamId id) override;
  void on_field(StreamId id, base::View name, base::View value) override;
  void on_head_ends(StreamId id) override;
  void on_content(StreamId id, base::View bytes) override;
  void on_peer_ended(StreamId id) override;
  void on_sent_end(StreamId id) override;
  void on_fault(ErrorCode code) override { fault_ = code; }
  void on_closed(StreamId id, ErrorCode code) override;
  void on_goaway(StreamId last) override;
  void on_hello() override { head_is_open_ = false; }
  void on_nuisance(Nuisance nuisance) override;
  void on_drain_noticed() override { wire_.refuse_streams(); }
  NextContent next_content(StreamId id, size_t most) override;
  void copy_content(StreamId id, size_t bytes, std::string* out) override;

  Stream* find(StreamId id) const;
  Stream& add(StreamId id);
  void tell_output();

  const Side side_;
  const SessionLimits limits_;
  std::move_only_function<void()> on_output_;
  FloodGuard guard_;
  std::unordered_map<StreamId, std::unique_ptr<Stream>> streams_;
  std::deque<Notice> notices_;
  // Whom to wake; shared because their streams may be over by then.
  std::vector<std::shared_ptr<Inbox>> readers_;
  std::vector<std::shared_ptr<Outbox>> senders_;
  bool head_is_open_ = true;  // the peer has begun a head, or its hello, and not ended it
  unsigned head_looks_ = 0;
  bool terminated_ = false;  // by us
  std::optional<ErrorCode> fault_;
  Wire wire_;
};

}  // namespace http::h2
