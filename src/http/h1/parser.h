// The HTTP/1.1 machines that read messages (RFC 9112), without I/O.
//
//   for (;;) {
//     const Step step = parser.next(unread);   // bytes that were not consumed so far
//     unread.remove_prefix(step.consumed);     // after step.data was used
//     switch (step.event) { ... }
//   }
//
// Bytes may come in any slices; what was not consumed must come again, with more behind it. Limits
// bound how much that can be: head_bytes. Everything that two readers of one message could
// understand in two ways is refused, so that no request can be smuggled past a proxy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "http/service.h"

namespace http::h1 {

struct ParserLimits {
  size_t start_line_bytes = 16 * 1024;
  size_t head_bytes = 64 * 1024;  // start line and fields; trailers
  size_t fields = 100;            // of the head; of the trailers
  uint64_t body_bytes = UINT64_MAX;
};

enum class Event {
  need_more,  // nothing else can be said about these bytes
  head,       // take_head() once
  data,       // step.data is content: a view into the input
  end,        // the message is over; reset() before the next one
  refused,    // refusal() says why; nothing after it means anything
};

struct Step {
  Event event = Event::need_more;
  size_t consumed = 0;
  base::View data;
};

struct Refusal {
  int status = 400;    // what a server answers; to a client any refusal is Kind::protocol
  std::string reason;  // for the log
};

class RequestParser {
 public:
  explicit RequestParser(const ParserLimits& limits);
  ~RequestParser();

  void reset();
  Step next(base::View input);

  // After the head:
  Request take_head();  // without body, client and scheme
  std::optional<uint64_t> content_length() const;
  bool has_body() const;
  bool keep_alive() const;        // what the client asks for, by field or version
  bool expects_continue() const;  // the client waits for 100 before it sends the body
  bool ended() const;             // the next event is, or was, the end
  const Fields& trailers() const;

  const Refusal& refusal() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class ResponseParser {
 public:
  explicit ResponseParser(const ParserLimits& limits);
  ~ResponseParser();

  // `method` of the request that is answered: HEAD has no body whatever the head says.
  void reset(std::string_view method);
  Step next(base::View input);
  // The peer has closed its side: the end of a body without length, else refused.
  Step finish();

  Response take_head();  // 1xx too: each is a message of its own, without body
  std::optional<uint64_t> content_length() const;
  bool has_body() const;
  bool keep_alive() const;  // another request may follow on the connection
  bool ended() const;
  const Fields& trailers() const;

  const Refusal& refusal() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace http::h1
