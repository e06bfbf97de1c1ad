#include "engine/instance_body.h"

namespace engine {
namespace {

async::Task<> finish(InstanceContext context, std::chrono::milliseconds deadline,
                     std::unique_ptr<Answer> guest) {
  const auto when = context.clock.now() + deadline;
  auto finished = co_await world::with_deadline(&context.clock, when, "work after the response",
                                                guest->finish());
  if (finished) co_return;
  base::log(context.log, base::Level::warn, "engine", "after its response: {}",
            finished.error().message());
}

}  // namespace

InstanceBody::InstanceBody(InstanceContext context, std::chrono::milliseconds deadline,
                           std::unique_ptr<Answer> guest, std::optional<uint64_t> length)
    : context_(context), deadline_(deadline), guest_(std::move(guest)), length_(length) {}

// A reader that counted the bytes need not wait to see the end.
InstanceBody::~InstanceBody() {
  if (guest_ && given_ == length_) let_finish();
}

async::Task<base::Result<base::View>> InstanceBody::read() {
  if (!guest_) co_return base::View();
  if (first_) {
    auto piece = *std::exchange(first_, std::nullopt);
    took(piece);
    co_return piece;
  }
  const auto when = context_.clock.now() + deadline_;
  auto piece =
      co_await world::with_deadline(&context_.clock, when, "the response body", guest_->read());
  took(piece);
  co_return piece;
}

void InstanceBody::took(const base::Result<base::View>& piece) {
  if (!piece) {
    guest_.reset();
  } else if (piece->empty()) {
    trailers_ = guest_->trailers();
    let_finish();
  } else {
    given_ += piece->size();
  }
}

// The body's end must not wait for the guest's.
void InstanceBody::let_finish() {
  auto guest = std::move(guest_);
  if (!guest->has_ended() && context_.tails) {
    context_.tails->spawn("guest after its response",
                          finish(context_, deadline_, std::move(guest)));
  }
}

}  // namespace engine
