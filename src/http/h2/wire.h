// The frame layer of HTTP/2 (RFC 9113), without I/O: bytes in become calls of WireEvents, verbs
// become bytes out. It is nghttp2, wrapped: no other file knows the library.
//
// Checked here: framing, HPACK, flow control, stream states, and that messages are well formed
// (section 8.1.1: names in lower case, pseudo-fields, no connection-specific fields, a content as
// long as Content-Length says). What is wrong with one stream resets it; what is wrong with the
// connection ends it, with a GOAWAY to be produced.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "http/fields.h"
#include "http/h2/flood_guard.h"
#include "http/h2/types.h"

namespace http::h2 {

// What the wire asks for when it could send content.
struct NextContent {
  enum class State { ready, waiting, last };  // last: no more bytes after these
  State state = State::waiting;
  size_t bytes = 0;                  // at most as many as were asked for
  const Fields* trailers = nullptr;  // with `last`; null for none
};

// Called from within feed() and produce(); none may call either.
class WireEvents {
 public:
  virtual void on_head_begins(StreamId id) = 0;  // a head, or trailers
  virtual void on_field(StreamId id, base::View name, base::View value) = 0;
  virtual void on_head_ends(StreamId id) = 0;
  virtual void on_content(StreamId id, base::View bytes) = 0;
  virtual void on_peer_ended(StreamId id) = 0;  // the peer's half of the stream
  virtual void on_sent_end(StreamId id) = 0;    // our half
  virtual void on_fault(ErrorCode code) = 0;    // a GOAWAY went out: the connection is at its end
  virtual void on_closed(StreamId id, ErrorCode code) = 0;
  virtual void on_hello() = 0;                // the peer's SETTINGS
  virtual void on_goaway(StreamId last) = 0;  // the peer will not look at streams above
  virtual void on_nuisance(Nuisance nuisance) = 0;
  virtual void on_drain_noticed() = 0;  // the peer has seen what announce_drain() said

  virtual NextContent next_content(StreamId id, size_t most) = 0;
  // Appends so many bytes, which next_content() has named.
  virtual void copy_content(StreamId id, size_t bytes, std::string* out) = 0;

 protected:
  ~WireEvents() = default;
};

std::string_view name_of(ErrorCode code);  // "PROTOCOL_ERROR"

class Wire {
 public:
  // Says hello: SETTINGS and the connection's window are the first to be produced.
  Wire(Side side, const SessionLimits& limits, WireEvents& events);
  ~Wire();
  Wire(const Wire&) = delete;

  // Kind::protocol when the connection is beyond use; there may be a GOAWAY to produce still.
  base::Result<> feed(base::View bytes);
  // Appends what there is to send, up to about `most` bytes.
  void produce(std::string* out, size_t most);
  bool wants_read() const;
  bool wants_write() const;

  // In `block`, pseudo-fields come first and names are in lower case.
  void respond(StreamId id, const Fields& block, Content content);
  void inform(StreamId id, const Fields& block);  // a 1xx response
  base::Result<StreamId> request(const Fields& block, Content content);
  void resume(StreamId id);  // next_content() has something to say again
  void reset(StreamId id, ErrorCode code);

  // Content was read, or thrown away: the peer may send more, on the stream and the connection.
  void consume(StreamId id, size_t bytes);
  void consume_connection(size_t bytes);

  // Asks the peer to begin no more streams; when it has heard, refuse_streams().
  void announce_drain();
  void refuse_streams();
  // GOAWAY, and nothing after it.
  void terminate(ErrorCode code);

 private:
  struct Nghttp2;
  std::unique_ptr<Nghttp2> state_;
};

}  // namespace http::h2
