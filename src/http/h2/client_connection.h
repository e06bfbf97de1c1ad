// The client's side of an HTTP/2 connection: many exchanges at once over one stream.
//
// Shared by the pool, which lends it out, and by its exchanges, which may be the last to need it.
// Its own work never destroys it: who drops the last reference is outside of it.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "async/event.h"
#include "http/h2/connection.h"
#include "http/sending.h"
#include "http/service.h"

namespace http::h2 {

class ClientConnection final : NoticeHandler {
 public:
  ClientConnection(async::Loop& loop, world::Clock& clock, std::unique_ptr<world::Stream> stream,
                   const SessionLimits& limits);
  ~ClientConnection();

  bool takes_requests() const;
  bool is_over() const { return running_.ready(); }
  size_t exchanges() const { return exchanges_.size(); }
  base::Endpoint peer() const { return connection_.stream().peer(); }

  // Sends the request and returns its answer's head; the body goes on, both ways, for as long as
  // the response's body lives. Kind::unavailable when the server did not answer; Kind::protocol
  // when it broke HTTP/2; Kind::timeout; the error of the request's body.
  static async::Task<base::Result<Response>> send(std::shared_ptr<ClientConnection> self,
                                                  Request request, Timeouts timeouts);

 private:
  class Exchange;
  class ResponseBody;

  async::Task<> run();
  void on_notice(Notice notice) override;

  world::Clock& clock_;
  const SessionLimits limits_;
  Connection connection_;
  bool gone_away_ = false;
  std::unordered_map<StreamId, Exchange*> exchanges_;  // each owned by its caller
  std::optional<base::Error> ended_;
  async::Started<> running_;  // last: it uses all the others
};

}  // namespace http::h2
