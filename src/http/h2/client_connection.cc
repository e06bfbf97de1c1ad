#include "http/h2/client_connection.h"

#include <utility>

#include "http/failure.h"
#include "http/h1/writer.h"
#include "http/h2/send_body.h"

namespace http::h2 {

using base::Kind;

// One request and its answer. Destroying it before its end cancels both.
class ClientConnection::Exchange {
 public:
  Exchange(std::shared_ptr<ClientConnection> connection, Timeouts timeouts)
      : connection_(std::move(connection)), timeouts_(timeouts) {}
  Exchange(const Exchange&) = delete;
  ~Exchange() {
    if (id_ == 0) return;
    connection_->exchanges_.erase(id_);
    connection_->connection_.session().reset(id_, ErrorCode::cancel);
  }

  base::Result<> begin(Request request) {
    const auto plan = h1::plan_request_body(request.method, request.body.length());
    const bool empty = request.body.empty();
    TRY(auto sent, connection_->connection_.session().request(
                       block_of(request, plan.length), empty ? Content::none : Content::follows));
    id_ = sent.id;
    connection_->exchanges_.emplace(id_, this);
    if (!empty) upload_.emplace(upload(std::move(sent.outbox), std::move(request.body)));
    return {};
  }

  // The time for an answer runs from the end of the request.
  async::Task<base::Result<Notice>> wait_for_head() {
    Started<Notice> head(take_head());
    if (upload_ && !head.ready()) {
      if (!upload_->ready()) co_await async::either(head, *upload_);
      if (head.ready()) co_return head.take();
      auto sent = upload_->take();
      if (!sent && sent.error().kind() != Kind::closed) co_return std::unexpected(sent.error());
    }
    if (!head.ready()) {
      auto& clock = connection_->clock_;
      async::Started<> alarm(clock.sleep_until(clock.now() + timeouts_.first_byte));
      co_await async::either(head, alarm);
    }
    if (head.ready()) co_return head.take();
    co_return std::unexpected(
        failure(Failure::no_answer, Kind::timeout, "the server took too long"));
  }

  void on_head(Notice head) {
    head_ = std::move(head);
    changed_.notify_all();
  }
  void on_end(base::Error error) {
    if (!head_ && !failure_) failure_ = std::move(error);
    changed_.notify_all();
  }

  world::Clock* clock() const { return &connection_->clock_; }
  world::Duration between_bytes() const { return timeouts_.between_bytes; }

 private:
  template <class T = void>
  using Started = async::Started<base::Result<T>>;

  async::Task<base::Result<>> upload(std::shared_ptr<Outbox> outbox, Body body) {
    auto sent = co_await send_body(std::move(outbox), std::move(body));
    if (!sent) connection_->connection_.session().reset(id_, ErrorCode::cancel);
    co_return sent;
  }

  async::Task<base::Result<Notice>> take_head() {
    while (!head_ && !failure_) co_await changed_.wait();
    if (failure_) co_return std::unexpected(*failure_);
    co_return std::move(*head_);
  }

  std::shared_ptr<ClientConnection> connection_;  // shared with the pool
  Timeouts timeouts_;
  StreamId id_ = 0;
  std::optional<Notice> head_;
  std::optional<base::Error> failure_;
  async::Event changed_;
  std::optional<Started<>> upload_;  // last: it uses all the others
};

// The answer's body, in pieces that come in time. It keeps the exchange going.
class ClientConnection::ResponseBody final : public BodySource {
 public:
  ResponseBody(std::unique_ptr<Exchange> exchange, Body body)
      : exchange_(std::move(exchange)), body_(std::move(body)) {}

  async::Task<base::Result<base::View>> read() override {
    auto* clock = exchange_->clock();
    return world::with_deadline(clock, clock->now() + exchange_->between_bytes(),
                                "the next piece of the answer", body_.read());
  }
  const Fields* trailers() const override { return body_.trailers(); }

 private:
  std::unique_ptr<Exchange> exchange_;
  Body body_;
};

ClientConnection::ClientConnection(async::Loop& loop, world::Clock& clock,
                                   std::unique_ptr<world::Stream> stream,
                                   const SessionLimits& limits)
    : clock_(clock),
      limits_(limits),
      connection_(loop, clock, std::move(stream), Side::client, limits, *this),
      running_(run()) {}

ClientConnection::~ClientConnection() = default;

async::Task<> ClientConnection::run() {
  auto why = co_await connection_.run({});
  if (why.kind() == Kind::closed) {
    why = failure(Failure::no_answer, Kind::unavailable, "the server closed the connection");
  }
  // With TLS 1.3 a server looks at our certificate after the handshake (RFC 8446 section 4.4.2).
  if (why.kind() == Kind::denied) {
    why = failure(Failure::certificate, Kind::denied, why.message());
  }
  ended_ = why;
  while (!exchanges_.empty()) {  // each may end others
    auto* exchange = exchanges_.begin()->second;
    exchanges_.erase(exchanges_.begin());
    exchange->on_end(why);
  }
  connection_.session().abandon(why);
}

bool ClientConnection::takes_requests() const {
  return !ended_ && !gone_away_ && !connection_.session().is_ending() &&
         exchanges_.size() < limits_.streams;
}

void ClientConnection::on_notice(Notice notice) {
  if (notice.what == Notice::What::gone_away) {
    gone_away_ = true;
    return;
  }
  const auto at = exchanges_.find(notice.stream);
  if (at == exchanges_.end()) return;
  switch (notice.what) {
    case Notice::What::head:
      at->second->on_head(std::move(notice));
      break;
    case Notice::What::closed:
      at->second->on_end(
          failure(Failure::no_answer, Kind::unavailable,
                  base::format("the server ended the request ({})", name_of(notice.code))));
      break;
    case Notice::What::gone_away:
      break;
  }
}

async::Task<base::Result<Response>> ClientConnection::send(std::shared_ptr<ClientConnection> self,
                                                           Request request, Timeouts timeouts) {
  if (self->ended_) co_return std::unexpected(*self->ended_);
  auto exchange = std::make_unique<Exchange>(std::move(self), timeouts);
  CO_TRY_VOID(exchange->begin(std::move(request)));
  CO_TRY(auto notice, co_await exchange->wait_for_head());
  if (notice.head.is_too_large()) {
    co_return base::fail(Kind::protocol, "the head of the answer is too large");
  }
  auto response = notice.head.take_response();
  const auto length = find_content_length(response.headers);
  auto body = open_body(std::move(notice.inbox), length);
  if (!body.empty()) {
    const auto known = body.length();
    response.body =
        Body(std::make_unique<ResponseBody>(std::move(exchange), std::move(body)), known);
  }
  co_return response;
}

}  // namespace http::h2
