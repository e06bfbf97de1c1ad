#include "http/h2/server_connection.h"

#include <unordered_map>
#include <utility>

#include "http/h1/writer.h"
#include "http/h2/connection.h"
#include "http/h2/send_body.h"
#include "http/server/level_of.h"

namespace http::h2 {
namespace {

using base::Kind;
using base::Level;

constexpr auto look_period = std::chrono::seconds(1);

unsigned looks_in(world::Duration time) {
  return static_cast<unsigned>(time / look_period) + 1;
}

SessionLimits session_limits(const ServerLimits& limits) {
  SessionLimits out;
  out.streams = limits.streams;
  out.head_bytes = limits.head_bytes;
  out.fields = limits.fields;
  out.body_bytes = limits.body_bytes;
  return out;
}

class ServerConnection final : NoticeHandler, Roster::Member {
 public:
  ServerConnection(std::unique_ptr<world::Stream> stream, ServerContext& context)
      : Member(context.roster),
        context_(context),
        connection_(context.loop, context.clock, std::move(stream), Side::server,
                    session_limits(context.limits), *this) {
    look_again();
    if (context.roster.draining()) on_drain();
  }

  async::Task<> run(std::string already_read) {
    const auto why = co_await connection_.run(std::move(already_read));
    const auto level = why.kind() == Kind::closed ? Level::debug : Level::info;
    base::log(context_.log, level, "http", "{}: {}", connection_.stream().peer().text(),
              why.message());
  }

 private:
  Session& session() { return connection_.session(); }

  void on_notice(Notice notice) override {
    switch (notice.what) {
      case Notice::What::head:
        begin(std::move(notice));
        break;
      case Notice::What::closed:
        exchanges_.erase(notice.stream);
        break;
      case Notice::What::gone_away:  // the client wants nothing pushed; we never push
        break;
    }
  }

  void begin(Notice notice) {
    const auto id = notice.stream;
    if (!session().is_open(id)) return;  // reset by now
    idle_looks_ = 0;
    if (notice.head.is_too_large()) return refuse(id, 431);
    auto request = notice.head.take_request();
    if (!request && request.error().kind() == Kind::unsupported) return refuse(id, 501);
    if (!request) return session().reset(id, ErrorCode::protocol_error);
    const auto length = find_content_length(request->headers);
    if (length > context_.limits.body_bytes) return refuse(id, 413);
    request->scheme = connection_.stream().is_secure() ? "https" : "http";
    request->client = connection_.stream().peer();
    request->body = open_body(notice.inbox, length);
    if (request->headers.has_token("expect", "100-continue")) session().owe_continue(id);
    exchanges_.try_emplace(id, answer(id, std::move(*request), notice.inbox));
  }

  void refuse(StreamId id, int status) {
    exchanges_.try_emplace(id, send(id, "GET", plain_response(status)));
  }

  async::Task<> answer(StreamId id, Request request, std::shared_ptr<Inbox> inbox) {
    const auto method = request.method;
    auto response = co_await context_.service.handle(std::move(request));
    if (response) {
      co_await send(id, method, std::move(*response));
    } else if (response.error().kind() == Kind::closed) {
      session().reset(id, ErrorCode::cancel);
    } else {
      const auto& error = response.error();
      base::log(context_.log, level_of(error.kind()), "http", "request of {} failed: {}",
                connection_.stream().peer().text(), error.message());
      co_await send(id, method,
                    plain_response(inbox->is_too_long() ? 413 : status_of(error.kind())));
    }
  }

  async::Task<> send(StreamId id, std::string method, Response response) {
    const auto plan =
        h1::plan_response_body(method, Version::http2, response, response.body.length());
    const bool empty = plan.kind == h1::BodyFraming::Kind::none || response.body.empty();
    const auto block = block_of(response, plan.length, context_.date.now());
    const auto outbox = session().respond(id, block, empty ? Content::none : Content::follows);
    if (!outbox) co_return;
    const auto sent = co_await send_body(outbox, std::move(response.body));
    if (sent || sent.error().kind() == Kind::closed) co_return;
    base::log(context_.log, level_of(sent.error().kind()), "http", "answer to {} broke off: {}",
              connection_.stream().peer().text(), sent.error().message());
    session().reset(id, ErrorCode::internal_error);
  }

  // The roster adds a tick to every deadline.
  void look_again() { set_deadline(look_period - Roster::tick); }

  void on_late() override {
    look_again();
    const auto& limits = context_.limits;
    const StallLimits stalls{looks_in(limits.body_time), looks_in(limits.write_time),
                             looks_in(limits.head_time)};
    const bool idle = session().streams() == 0 && idle_looks_++ >= looks_in(limits.idle_time);
    if (connection_.count_stalled_look() >= stalls.outbox) connection_.close();
    if (idle || !session().count_stalls(stalls)) session().terminate(ErrorCode::no_error);
  }

  void on_drain() override { session().announce_drain(); }

  ServerContext& context_;
  Connection connection_;
  unsigned idle_looks_ = 0;
  // Requests under way. Last: they use all the others.
  std::unordered_map<StreamId, async::Started<>> exchanges_;
};

}  // namespace

async::Task<> serve(std::unique_ptr<world::Stream> stream, std::string already_read,
                    ServerContext* context) {
  ServerConnection connection(std::move(stream), *context);
  co_await connection.run(std::move(already_read));
}

}  // namespace http::h2
