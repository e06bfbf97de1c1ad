#include "world/lazy_tls_client.h"

#include <mutex>
#include <optional>

namespace world {
namespace {

class LazyTlsClient final : public TlsClient {
 public:
  explicit LazyTlsClient(TlsClientConfig config) : config_(std::move(config)) {}

  async::Task<base::Result<std::unique_ptr<Stream>>> connect(
      std::unique_ptr<Stream> plain, std::string host,
      std::vector<std::string> alpn) const override {
    std::call_once(once_, [this] { made_.emplace(TlsClient::create(config_)); });
    if (!*made_) co_return std::unexpected(made_->error());
    co_return co_await (**made_)->connect(std::move(plain), std::move(host), std::move(alpn));
  }

 private:
  TlsClientConfig config_;
  mutable std::once_flag once_;  // loops share the client
  mutable std::optional<base::Result<std::unique_ptr<TlsClient>>> made_;
};

}  // namespace

std::unique_ptr<TlsClient> lazy_tls_client(TlsClientConfig config) {
  return std::make_unique<LazyTlsClient>(std::move(config));
}

}  // namespace world
