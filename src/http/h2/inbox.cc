#include "http/h2/inbox.h"

#include <utility>

#include "http/h2/held_flag.h"

namespace http::h2 {

void Inbox::put(base::View bytes, uint64_t most) {
  stalled_looks_ = 0;
  received_ += bytes.size();
  unread_ += bytes;
  too_long_ = received_ > most;
  if (too_long_) fail({base::Kind::limit, base::format("a body of more than {} bytes", most)});
}

void Inbox::give_word() {
  if (std::exchange(expects_word_, false) && !dropped_ && hooks_) hooks_->on_wanted(id_);
}

void Inbox::fail(base::Error error) {
  if (!ended_ && !failure_) failure_ = std::move(error);
}

async::Task<base::Result<base::View>> Inbox::take() {
  while (unread_.empty() && !ended_ && !failure_) {
    stalled_looks_ = 0;
    give_word();
    HeldFlag waiting(&waiting_);
    co_await changed_.wait();
  }
  if (failure_) co_return std::unexpected(*failure_);
  given_.clear();
  std::swap(given_, unread_);
  if (hooks_ && !given_.empty()) hooks_->on_taken(id_, given_.size());
  co_return given_;
}

void Inbox::drop() {
  dropped_ = true;
  const auto bytes = unread_.size();
  unread_ = {};
  if (hooks_) hooks_->on_dropped(id_, bytes);
}

namespace {

class InboxSource final : public BodySource {
 public:
  explicit InboxSource(std::shared_ptr<Inbox> inbox) : inbox_(std::move(inbox)) {}
  ~InboxSource() override { inbox_->drop(); }

  async::Task<base::Result<base::View>> read() override { return inbox_->take(); }
  const Fields* trailers() const override {
    return inbox_->trailers().empty() ? nullptr : &inbox_->trailers();
  }

 private:
  std::shared_ptr<Inbox> inbox_;
};

}  // namespace

Body open_body(std::shared_ptr<Inbox> inbox, std::optional<uint64_t> length) {
  if (inbox->ended() && inbox->unread() == 0 && inbox->trailers().empty()) return {};
  return {std::make_unique<InboxSource>(std::move(inbox)), length};
}

}  // namespace http::h2
