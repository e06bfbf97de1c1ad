#include "engine/exchange.h"

#include "engine/border.h"
#include "engine/outgoing_body.h"
#include "http/failure.h"

namespace engine {
namespace {

http::Body body_of(async::Loop& loop, bridge_body* body, http::Fields& headers) {
  const auto length = http::find_content_length(headers);
  headers.remove("content-length");  // framing is the sender's
  if (!body) return {};
  return {std::make_unique<OutgoingBody>(loop, body), length};
}

http::Request request_of(async::Loop& loop, const bridge_outgoing& outgoing) {
  http::Request request;
  request.method = view_of(outgoing.method);
  request.scheme = view_of(outgoing.scheme);
  request.authority = view_of(outgoing.authority);
  request.target = outgoing.path.size > 0 ? view_of(outgoing.path) : "/";
  for (size_t i = 0; i < outgoing.field_count; ++i) {
    request.headers.add(view_of(outgoing.fields[i].name), view_of(outgoing.fields[i].value));
  }
  request.body = body_of(loop, outgoing.body, request.headers);
  return request;
}

// A body whose pieces come in time. Kind::timeout otherwise.
class PacedBody final : public http::BodySource {
 public:
  PacedBody(world::Clock& clock, std::chrono::nanoseconds pace,
            std::unique_ptr<http::BodySource> body)
      : clock_(clock), pace_(pace), body_(std::move(body)) {}

  async::Task<base::Result<base::View>> read() override {
    return world::with_deadline(&clock_, clock_.now() + pace_, "the body", body_->read());
  }
  const http::Fields* trailers() const override { return body_->trailers(); }

 private:
  world::Clock& clock_;
  std::chrono::nanoseconds pace_;
  std::unique_ptr<http::BodySource> body_;
};

// A timeout no longer than a year, so that deadlines do not overflow.
std::chrono::nanoseconds timeout_of(uint64_t nanoseconds) {
  constexpr std::chrono::nanoseconds most = std::chrono::years(1);
  return std::chrono::nanoseconds(std::min<uint64_t>(nanoseconds, most.count()));
}

// For a service that connects: the other bounds are kept here.
http::Timeouts timeouts_of(const bridge_outgoing& request) {
  http::Timeouts out;
  if (request.connect_timeout_ns > 0) out.connect = timeout_of(request.connect_timeout_ns);
  return out;
}

}  // namespace

Exchange::Exchange(InstanceContext context, const bridge_outgoing& request,
                   bridge_exchange* exchange, Keep keep)
    : context_(context),
      request_(request_of(context.loop, request)),
      between_pieces_(timeout_of(request.between_bytes_timeout_ns)),
      keep_(std::move(keep)),
      unwanted_(context.loop),
      setter_(unwanted_.setter()),
      exchange_(exchange) {
  // A service connects and waits in one; the connect timeout alone bounds nothing here.
  if (request.first_byte_timeout_ns > 0) {
    until_head_ =
        timeout_of(request.connect_timeout_ns) + timeout_of(request.first_byte_timeout_ns);
  }
  request_.timeouts = timeouts_of(request);
}

async::Task<> Exchange::run(http::Service* outbound) {
  if (!outbound) {
    bridge_exchange_fail(exchange_.get(), BRIDGE_FAULT_DENIED);
    co_return;
  }
  bridge_exchange_on_abandon(
      exchange_.get(), [](void* self) { static_cast<Exchange*>(self)->setter_.set(); }, this);
  async::Started work(send(outbound));
  async::Started unwanted(until_unwanted());
  co_await async::either(work, unwanted);
  if (work.ready()) answer(work.take());
}

async::Task<> Exchange::until_unwanted() {
  co_await unwanted_.wait();
}

async::Task<base::Result<http::Response>> Exchange::send(http::Service* outbound) {
  if (until_head_.count() == 0) co_return co_await outbound->handle(std::move(request_));
  const auto where = base::format("{}://{}", request_.scheme, request_.authority);
  async::Started answering(outbound->handle(std::move(request_)));
  async::Started alarm(context_.clock.sleep_until(context_.clock.now() + until_head_));
  co_await async::either(answering, alarm);
  if (answering.ready()) co_return answering.take();
  base::log(context_.log, base::Level::warn, "engine", "request to {}: no answer in time", where);
  co_return std::unexpected(
      http::failure(http::Failure::no_answer, base::Kind::timeout, "the guest waits no longer"));
}

void Exchange::answer(base::Result<http::Response> response) {
  if (!response) {
    base::log(context_.log, base::Level::debug, "engine", "outgoing request: {}",
              response.error().message());
    bridge_exchange_fail(exchange_.get(), fault_of(response.error()));
    return;
  }
  auto& [status, headers, body] = *response;
  const auto fields = array_of(headers);
  bridge_feed* feed = nullptr;
  if (!body.empty()) {
    if (between_pieces_.count() > 0) {
      const auto length = body.length();
      body = {std::make_unique<PacedBody>(context_.clock, between_pieces_, body.take_source()),
              length};
    }
    feed = keep_(std::move(body));
  }
  bridge_exchange_respond(exchange_.get(), static_cast<uint16_t>(status), fields.data(),
                          fields.size(), feed);
}

}  // namespace engine
