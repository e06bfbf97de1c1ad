#include "world/tls.h"
#include "world/tls_context.h"
#include "world/tls_identity.h"
#include "world/tls_stream.h"

namespace world {
namespace {

class OpenSslServer final : public TlsServer {
 public:
  OpenSslServer(OwnedContext context, const TlsServerConfig& config)
      : context_(std::move(context)),
        alpn_(alpn_wire(config.alpn)),
        asks_for_certificate_(config.client_roots.has_value()),
        warnings_(find_expired(context_.get(), config.identity.chain.name)) {
    SSL_CTX_set_alpn_select_cb(context_.get(), choose_protocol, &alpn_);
  }

  const std::vector<std::string>& warnings() const override { return warnings_; }

  async::Task<base::Result<std::unique_ptr<Stream>>> accept(
      std::unique_ptr<Stream> plain) const override {
    auto stream = std::make_unique<TlsStream>(OwnedSsl(SSL_new(context_.get())), std::move(plain),
                                              TlsStream::Side::server);
    if (asks_for_certificate_) stream->require_certificate({});
    CO_TRY_VOID(co_await stream->handshake());
    co_return stream;
  }

 private:
  static int choose_protocol(SSL*, const unsigned char** out, unsigned char* size,
                             const unsigned char* offered, unsigned offered_size, void* ours) {
    const auto& names = *static_cast<const std::string*>(ours);
    unsigned char* chosen = nullptr;
    const int outcome =
        SSL_select_next_proto(&chosen, size, reinterpret_cast<const unsigned char*>(names.data()),
                              static_cast<unsigned>(names.size()), offered, offered_size);
    *out = chosen;
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  const OwnedContext context_;
  std::string alpn_;  // as it travels; OpenSSL's callback reads it
  const bool asks_for_certificate_;
  const std::vector<std::string> warnings_;
};

}  // namespace

base::Result<std::unique_ptr<TlsServer>> TlsServer::create(const TlsServerConfig& config) {
  auto context = make_context(TLS_server_method());
  TRY_VOID(use_identity(context.get(), config.identity));
  if (config.client_roots) TRY_VOID(add_roots(context.get(), *config.client_roots));
  // Sessions are resumed by ticket alone; with client certificates they need a name.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>("torpor"),
                                 6);
  return std::make_unique<OpenSslServer>(std::move(context), config);
}

}  // namespace world
