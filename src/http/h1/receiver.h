// The receiving half of a server's connection: heads, and the bodies behind them as somebody pulls.
#pragma once

#include <memory>
#include <optional>

#include "async/event.h"
#include "http/h1/input.h"
#include "http/h1/parser.h"
#include "http/server/context.h"

namespace http::h1 {

class Receiver {
 public:
  // All outlive the receiver. `connection` is late when a body that is waited for does not come.
  Receiver(world::Stream& stream, ServerContext& context, Roster::Member& connection);
  ~Receiver();

  Input& input() { return input_; }
  const Input& input() const { return input_; }
  RequestParser& parser() { return parser_; }

  // One step towards a head, or through a body that nobody reads.
  Event skip();

  // The body of the request whose head was taken, once. It may outlive the exchange, and then
  // gives Kind::closed.
  Body make_body();
  // Takes in what has come and lets a waiting reader of the body go on, inside the call. False:
  // nothing has.
  bool fetch();
  bool body_is_awaited() const;
  bool body_is_dropped() const { return !source_ && !parser_.ended(); }  // unread in part
  // How the body broke the protocol, when it did.
  const std::optional<Refusal>& refusal() const { return refusal_; }

  // The client waits for 100 (Continue), and gets it when the body is read first. Not any more
  // once the answer begins: then the body may never come.
  bool continue_is_due() const { return continue_is_due_; }
  // Returns the 100 that is still on its way, which the answer has to wait for.
  async::Started<base::Result<>>* begin_answer();
  // Nobody reads the body any more.
  void end_exchange();

 private:
  class Source;

  void send_continue();

  world::Stream& stream_;
  Roster::Member& connection_;
  const ServerLimits& limits_;
  Input input_;
  RequestParser parser_;
  Source* source_ = nullptr;  // owned by whoever reads the body
  std::optional<Refusal> refusal_;
  bool continue_is_due_ = false;
  bool answering_ = false;
  std::optional<async::Started<base::Result<>>> continue_;
};

}  // namespace http::h1
