#include "http/client/h1_exchange.h"

#include <algorithm>
#include <array>
#include <utility>

#include "http/failure.h"

namespace http::client {
namespace {

using base::Kind;
using Framing = h1::BodyFraming::Kind;

constexpr size_t read_bytes = 16 * 1024;

h1::ParserLimits parser_limits(const Limits& limits) {
  h1::ParserLimits out;
  out.head_bytes = limits.head_bytes;
  out.fields = limits.fields;
  return out;
}

base::Error broken(const base::Error& error) {
  const auto message = "the connection to the server broke: " + error.message();
  // With TLS 1.3 a server looks at our certificate after the handshake (RFC 8446 section 4.4.2).
  if (error.kind() == Kind::denied) return failure(Failure::certificate, Kind::denied, message);
  if (error.kind() == Kind::protocol) return failure(Failure::tls, Kind::protocol, message);
  return failure(Failure::no_answer, Kind::unavailable, message);
}

std::unexpected<base::Error> cut_short(const std::string& message) {
  return std::unexpected(failure(Failure::cut_short, Kind::protocol, message));
}

}  // namespace

// The answer's body. It keeps the exchange going, and ends it.
class H1Exchange::ResponseBody final : public BodySource {
 public:
  explicit ResponseBody(std::unique_ptr<H1Exchange> exchange) : exchange_(std::move(exchange)) {}

  async::Task<base::Result<base::View>> read() override {
    if (ended_) co_return base::View();
    auto& clock = exchange_->clock_;
    CO_TRY(const auto step,
           co_await world::with_deadline(&clock, clock.now() + exchange_->timeouts_.between_bytes,
                                         "the next piece of the answer", exchange_->next_step()));
    if (step.event == h1::Event::data) co_return step.data;
    ended_ = true;
    exchange_->finish();
    co_return base::View();
  }
  const Fields* trailers() const override {
    const auto& trailers = exchange_->parser_.trailers();
    return trailers.empty() ? nullptr : &trailers;
  }

 private:
  std::unique_ptr<H1Exchange> exchange_;
  bool ended_ = false;
};

H1Exchange::H1Exchange(world::Clock& clock, const Limits& limits, Timeouts timeouts, Link link,
                       GiveBack give_back)
    : clock_(clock),
      timeouts_(timeouts),
      link_(std::move(link)),
      give_back_(std::move(give_back)),
      parser_(parser_limits(limits)) {}

H1Exchange::~H1Exchange() = default;

async::Task<base::Result<Response>> H1Exchange::send(std::unique_ptr<H1Exchange> self,
                                                     Request request) {
  const auto framing = h1::plan_request_body(request.method, request.body.length());
  std::string head;
  CO_TRY_VOID(h1::append_request_head(head, request, framing));
  self->upload_.emplace(self->upload(std::move(head), std::move(request.body), framing));
  CO_TRY(auto response, co_await self->wait_for_head(request.method));
  if (!self->parser_.has_body()) {
    self->finish();
    co_return response;
  }
  const auto length = self->parser_.content_length();
  response.body = Body(std::make_unique<ResponseBody>(std::move(self)), length);
  co_return response;
}

async::Task<base::Result<>> H1Exchange::upload(std::string head, Body body,
                                               h1::BodyFraming framing) {
  if (framing.kind == Framing::none) {
    CO_TRY_VOID(co_await write(head, {}, {}));
  } else {
    CO_TRY_VOID(co_await upload_body(std::move(head), std::move(body), framing));
  }
  sent_ = true;
  co_return base::Result<>();
}

async::Task<base::Result<>> H1Exchange::upload_body(std::string head, Body body,
                                                    h1::BodyFraming framing) {
  const bool chunked = framing.kind == Framing::chunked;
  std::string before = std::move(head);  // goes out with the first piece
  uint64_t sent = 0;
  for (;;) {
    Started<base::View> next(body.read());
    if (!next.ready() && !before.empty()) {  // unless that takes a while
      CO_TRY_VOID(co_await write(before, {}, {}));
      before.clear();
    }
    CO_TRY(const auto piece, co_await next);
    sent += piece.size();
    const bool wrong =
        !chunked && (piece.empty() ? sent < *framing.length : sent > *framing.length);
    if (wrong) {
      co_return base::fail(Kind::guest, "a request body of another length than {}",
                           *framing.length);
    }
    if (piece.empty()) break;
    if (chunked) h1::append_chunk_head(before, piece.size());
    CO_TRY_VOID(co_await write(before, piece, chunked ? "\r\n" : ""));
    before.clear();
  }
  if (chunked) h1::append_last_chunk(before, body.trailers());
  co_return co_await write(before, {}, {});
}

async::Task<base::Result<>> H1Exchange::write(base::View before, base::View piece,
                                              base::View after) {
  const std::array<base::View, 3> buffers = {before, piece, after};
  auto written = co_await world::with_deadline(&clock_, clock_.now() + timeouts_.between_bytes,
                                               "sending the request", link_.stream->write(buffers));
  if (!written && written.error().kind() != Kind::timeout) {
    co_return base::fail(Kind::closed, "{}", written.error().message());
  }
  co_return written;
}

// The time for an answer runs from the end of the request. A server may answer before that, and may
// take no more of the request when it has: so a broken connection is judged by what it brings.
async::Task<base::Result<Response>> H1Exchange::wait_for_head(std::string method) {
  Started<Response> head(read_head(std::move(method)));
  if (!head.ready() && !upload_->ready()) co_await async::either(head, *upload_);
  if (head.ready()) co_return head.take();
  auto sent = upload_->take();
  if (!sent && sent.error().kind() != Kind::closed) co_return std::unexpected(sent.error());
  async::Started<> alarm(clock_.sleep_until(clock_.now() + timeouts_.first_byte));
  co_await async::either(head, alarm);
  if (head.ready()) co_return head.take();
  co_return std::unexpected(failure(Failure::no_answer, Kind::timeout, "the server took too long"));
}

async::Task<base::Result<Response>> H1Exchange::read_head(std::string method) {
  for (;;) {
    parser_.reset(method);
    CO_TRY_VOID(co_await expect_http());
    CO_TRY(const auto step, co_await next_step());
    if (step.event != h1::Event::head) {
      co_return base::fail(Kind::protocol, "the server's answer has no head");
    }
    auto response = parser_.take_head();
    if (response.status == 101) {
      co_return base::fail(Kind::protocol, "the server switched protocols unasked");
    }
    if (response.status >= 200) co_return response;
  }
}

// A server of another protocol may say a line and wait: that line is enough to know.
async::Task<base::Result<>> H1Exchange::expect_http() {
  constexpr base::View start = "HTTP/";
  while (start.starts_with(unread())) {
    CO_TRY(const auto got, co_await receive());
    if (got == 0) co_return base::Result<>();  // the parser says what is missing
  }
  if (unread().starts_with(start)) co_return base::Result<>();
  co_return base::fail(Kind::protocol, "the server does not speak HTTP");
}

base::View H1Exchange::unread() const {
  return base::View(received_).substr(begin_, end_ - begin_);
}

async::Task<base::Result<h1::Step>> H1Exchange::next_step() {
  for (;;) {
    auto step = parser_.next(unread());
    begin_ += step.consumed;
    if (step.event == h1::Event::need_more) {
      CO_TRY(const auto got, co_await receive());
      if (got > 0) continue;
      if (!answered_) {
        co_return std::unexpected(
            failure(Failure::no_answer, Kind::unavailable, "the server closed the connection"));
      }
      step = parser_.finish();
      if (step.event == h1::Event::refused) {
        co_return cut_short("the server's answer: " + std::string(parser_.refusal().reason));
      }
    }
    if (step.event != h1::Event::refused) co_return step;
    co_return base::fail(Kind::protocol, "the server's answer: {}", parser_.refusal().reason);
  }
}

async::Task<base::Result<size_t>> H1Exchange::receive() {
  std::copy_n(received_.data() + begin_, end_ - begin_, received_.data());
  end_ -= std::exchange(begin_, 0);
  if (received_.size() < end_ + read_bytes) received_.resize(end_ + read_bytes);
  auto got = co_await link_.stream->read_some(base::MutableView(received_).subspan(end_));
  if (!got && answered_) co_return cut_short(got.error().message());
  if (!got) co_return std::unexpected(broken(got.error()));
  answered_ = answered_ || *got > 0;
  end_ += *got;
  co_return *got;
}

void H1Exchange::finish() {
  if (sent_ && parser_.keep_alive() && begin_ == end_) give_back_(std::move(link_));
}

}  // namespace http::client
