#include "http/h2/outbox.h"

#include <utility>

namespace http::h2 {
namespace {

// Takes a piece back when the coroutine that lent it goes.
class Lent {
 public:
  explicit Lent(base::View* piece) : piece_(piece) {}
  Lent(const Lent&) = delete;
  ~Lent() { *piece_ = {}; }

 private:
  base::View* piece_;
};

}  // namespace

async::Task<bool> Outbox::put(base::View piece) {
  if (!hooks_) co_return false;
  piece_ = piece;
  stalled_looks_ = 0;
  Lent guard(&piece_);
  hooks_->on_offered(id_);
  while (hooks_ && !piece_.empty()) co_await changed_.wait();
  co_return piece_.empty();
}

void Outbox::finish(Fields trailers) {
  finished_ = true;
  trailers_ = std::move(trailers);
  if (hooks_) hooks_->on_offered(id_);
}

void Outbox::advance(size_t bytes) {
  piece_.remove_prefix(bytes);
  stalled_looks_ = 0;
}

}  // namespace http::h2
