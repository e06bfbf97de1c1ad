#include "http/h1/receiver.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace http::h1 {
namespace {

constexpr size_t most_unread = 64 * 1024;  // bytes that a connection reads ahead

ParserLimits parser_limits(const ServerLimits& limits) {
  return {limits.request_line_bytes, limits.head_bytes, limits.fields, limits.body_bytes};
}

base::Kind kind_of(const Refusal& refusal) {
  return refusal.status == 400 ? base::Kind::invalid : base::Kind::limit;
}

}  // namespace

class Receiver::Source final : public BodySource {
 public:
  explicit Source(Receiver& receiver) : receiver_(&receiver) {}
  ~Source() override {
    if (!receiver_) return;
    let_go();
    receiver_->source_ = nullptr;
  }

  async::Task<base::Result<base::View>> read() override {
    for (;;) {
      if (!receiver_) co_return base::fail(base::Kind::closed, "the exchange is over");
      let_go();
      const auto step = receiver_->parser_.next(receiver_->input_.unread());
      switch (step.event) {
        case Event::data:
          receiver_->continue_is_due_ = false;
          hold(step.consumed);
          co_return step.data;
        case Event::end:
          receiver_->input_.consume(step.consumed);
          trailers_ = receiver_->parser_.trailers();
          co_return base::View();
        case Event::refused:
          co_return refuse();
        case Event::head:
          CHECK(false);
        case Event::need_more:
          receiver_->input_.consume(step.consumed);
      }
      if (receiver_->input_.gone()) {
        co_return base::fail(base::Kind::closed, "the client went away before its request's end");
      }
      receiver_->send_continue();
      if (receiver_->input_.fetch()) continue;
      receiver_->connection_.set_deadline(receiver_->limits_.body_time);
      const Awaiting awaiting(awaits_);
      co_await arrived_.wait();
    }
  }

  const Fields* trailers() const override { return &trailers_; }

  bool awaited() const { return awaits_ > 0; }
  void arrived() { arrived_.notify_all(); }
  void detach() {
    let_go();
    receiver_ = nullptr;
    arrived();
  }

 private:
  // A read that waits, until it goes on or is cancelled.
  struct Awaiting {
    explicit Awaiting(int& count) : reads(count) { ++reads; }
    Awaiting(const Awaiting&) = delete;
    ~Awaiting() { --reads; }
    int& reads;
  };

  void hold(size_t bytes) {
    held_ = bytes;
    receiver_->input_.set_pinned(true);
  }
  void let_go() {
    receiver_->input_.consume(std::exchange(held_, 0));
    receiver_->input_.set_pinned(false);
  }
  base::Result<base::View> refuse() {
    receiver_->refusal_ = receiver_->parser_.refusal();
    return base::fail(kind_of(*receiver_->refusal_), "the request's body: {}",
                      receiver_->refusal_->reason);
  }

  Receiver* receiver_;  // none once the exchange is over
  size_t held_ = 0;     // bytes of the input that the reader looks at
  int awaits_ = 0;      // reads that wait
  Fields trailers_;
  async::Event arrived_;
};

Receiver::Receiver(world::Stream& stream, ServerContext& context, Roster::Member& connection)
    : stream_(stream),
      connection_(connection),
      limits_(context.limits),
      input_(context.loop, stream, std::max(most_unread, limits_.head_bytes)),
      parser_(parser_limits(limits_)) {}

Receiver::~Receiver() {
  if (source_) source_->detach();
}

Event Receiver::skip() {
  const auto step = parser_.next(input_.unread());
  input_.consume(step.consumed);
  if (step.event == Event::head)
    continue_is_due_ = parser_.expects_continue() && parser_.has_body();
  return step.event;
}

Body Receiver::make_body() {
  if (!parser_.has_body()) return {};
  auto source = std::make_unique<Source>(*this);
  source_ = source.get();
  return {std::move(source), parser_.content_length()};
}

bool Receiver::fetch() {
  if (!input_.fetch()) return false;
  if (source_) source_->arrived();
  return true;
}

bool Receiver::body_is_awaited() const {
  return source_ && source_->awaited();
}

void Receiver::send_continue() {
  static constexpr std::array<base::View, 1> interim = {"HTTP/1.1 100 Continue\r\n\r\n"};
  if (!continue_is_due_ || answering_) return;
  continue_is_due_ = false;
  continue_.emplace(stream_.write(interim));
}

async::Started<base::Result<>>* Receiver::begin_answer() {
  answering_ = true;
  return continue_ ? &*continue_ : nullptr;
}

void Receiver::end_exchange() {
  if (source_) std::exchange(source_, nullptr)->detach();
  refusal_.reset();
  continue_.reset();
  answering_ = false;
}

}  // namespace http::h1
