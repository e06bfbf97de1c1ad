#include "http/body.h"

namespace http {
namespace {

class StringSource final : public BodySource {
 public:
  explicit StringSource(std::string content) : content_(std::move(content)) {}

  async::Task<base::Result<base::View>> read() override {
    co_return std::exchange(read_, true) ? base::View() : base::View(content_);
  }

 private:
  std::string content_;
  bool read_ = false;
};

async::Task<base::Result<base::View>> nothing() {
  co_return base::View();
}

}  // namespace

Body Body::of(std::string content) {
  if (content.empty()) return {};
  const auto length = content.size();
  return {std::make_unique<StringSource>(std::move(content)), length};
}

async::Task<base::Result<base::View>> Body::read() {
  return source_ ? source_->read() : nothing();
}

async::Task<base::Result<std::string>> read_all(Body body, size_t most) {
  std::string out;
  for (;;) {
    CO_TRY(const auto piece, co_await body.read());
    if (piece.empty()) co_return out;
    if (piece.size() > most - out.size()) {
      co_return base::fail(base::Kind::limit, "the body is longer than {} bytes", most);
    }
    out += piece;
  }
}

}  // namespace http
