// One response on its way out: gathers the pieces of its body into few writes, the head in front of
// the first, and keeps to the length that the head states. Without I/O.
//
//   out.begin(asked, response);
//   while (!out.done()) {
//     while (out.wants_more() && a piece is ready) out.add(piece) or out.end(trailers);
//     if (!out.head_is_out()) out.add_head(...);
//     if (out.has_write()) write(out.take_write());
//   }
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "http/h1/writer.h"

namespace http::h1 {

// What the answer depends on of a request that the service has already.
struct Asked {
  std::string method;
  Version version = Version::http11;
  bool keep_alive = false;
};

class Outgoing {
 public:
  // Both stay until done().
  void begin(const Asked& asked, const Response& response);

  bool wants_more() const;
  // `piece`, not empty, stays valid until wants_more() holds again.
  void add(base::View piece);
  void end(const Fields* trailers);
  // What was added is longer or shorter than the head says.
  bool is_wrong() const;

  bool head_is_out() const { return head_is_out_; }
  BodyFraming framing() const;  // may change until the head is out
  void add_head(Persistence persistence, std::string_view date);

  bool has_write() const;
  // Valid until the next take_write().
  std::span<const base::View> take_write();
  // Every byte was taken.
  bool is_out() const { return (ended_ || length_ == taken_) && !has_write(); }
  // A body that is out may still not have ended: the service can be at work behind its last byte.
  bool done() const { return ended_ && !has_write(); }

 private:
  const Asked* asked_ = nullptr;
  const Response* response_ = nullptr;
  std::optional<uint64_t> length_;  // as the response says
  BodyFraming framing_;             // once the head is out
  const Fields* trailers_ = nullptr;
  bool head_is_out_ = false;
  bool ended_ = false;
  bool last_chunk_is_due_ = false;
  uint64_t added_ = 0, taken_ = 0;  // bytes of the body

  std::string before_;    // what stands in front of the content of the next write
  std::string gathered_;  // small pieces
  base::View large_;      // behind them, a piece that is not worth copying
  std::string before_out_, gathered_out_, after_out_;  // of the write that was taken
  std::array<base::View, 4> write_;
};

}  // namespace http::h1
