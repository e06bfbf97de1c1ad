// One request and its answer over HTTP/1.1 (RFC 9112), as the client.
//
// The request's body goes out while the answer comes in. When both are through, and the server
// will have it, the connection goes back to where it came from; else it closes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/client/limits.h"
#include "http/client/pool.h"
#include "http/h1/parser.h"
#include "http/h1/writer.h"
#include "http/service.h"
#include "world/clock.h"

namespace http::client {

class H1Exchange {
 public:
  using GiveBack = std::move_only_function<void(Link)>;

  H1Exchange(world::Clock& clock, const Limits& limits, Timeouts timeouts, Link link,
             GiveBack give_back);
  H1Exchange(const H1Exchange&) = delete;
  ~H1Exchange();

  // Kind::unavailable when the server does not answer; Kind::protocol when it breaks HTTP or off;
  // Kind::timeout; Kind::invalid for a request that cannot be sent; the error of its body.
  static async::Task<base::Result<Response>> send(std::unique_ptr<H1Exchange> self,
                                                  Request request);

 private:
  class ResponseBody;
  template <class T = void>
  using Started = async::Started<base::Result<T>>;

  async::Task<base::Result<>> upload(std::string head, Body body, h1::BodyFraming framing);
  async::Task<base::Result<>> upload_body(std::string head, Body body, h1::BodyFraming framing);
  async::Task<base::Result<>> write(base::View before, base::View piece, base::View after);

  // The final head: those of 1xx responses are passed over.
  async::Task<base::Result<Response>> wait_for_head(std::string method);
  async::Task<base::Result<Response>> read_head(std::string method);
  async::Task<base::Result<>> expect_http();
  base::View unread() const;
  // The next event that is not need_more.
  async::Task<base::Result<h1::Step>> next_step();
  async::Task<base::Result<size_t>> receive();
  // The answer is through.
  void finish();

  world::Clock& clock_;
  const Timeouts timeouts_;
  Link link_;
  GiveBack give_back_;
  h1::ResponseParser parser_;
  std::string received_;
  size_t begin_ = 0, end_ = 0;       // of received_: what was not parsed yet
  bool answered_ = false;            // a byte of an answer has come
  bool sent_ = false;                // the whole request is out
  std::optional<Started<>> upload_;  // last: it uses all the others
};

}  // namespace http::client
