#include "world/tls.h"
#include "world/tls_context.h"
#include "world/tls_identity.h"
#include "world/tls_stream.h"

namespace world {
namespace {

class OpenSslClient final : public TlsClient {
 public:
  explicit OpenSslClient(OwnedContext context) : context_(std::move(context)) {}

  async::Task<base::Result<std::unique_ptr<Stream>>> connect(
      std::unique_ptr<Stream> plain, std::string host,
      std::vector<std::string> alpn) const override {
    OwnedSsl ssl(SSL_new(context_.get()));
    const auto offered = alpn_wire(alpn);
    SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
    auto stream =
        std::make_unique<TlsStream>(std::move(ssl), std::move(plain), TlsStream::Side::client);
    stream->require_certificate(std::move(host));
    CO_TRY_VOID(co_await stream->handshake());
    co_return stream;
  }

 private:
  const OwnedContext context_;
};

}  // namespace

base::Result<std::unique_ptr<TlsClient>> TlsClient::create(const TlsClientConfig& config) {
  auto context = make_context(TLS_client_method());
  if (config.roots == TlsClientConfig::Roots::platform) {
    SSL_CTX_set_default_verify_paths(context.get());  // a platform without roots trusts nobody
    ERR_clear_error();
  }
  for (const auto& pem : config.extra_roots) TRY_VOID(add_roots(context.get(), pem));
  if (config.identity) TRY_VOID(use_identity(context.get(), *config.identity));
  return std::make_unique<OpenSslClient>(std::move(context));
}

}  // namespace world
