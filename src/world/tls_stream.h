// A TLS connection as a Stream: OpenSSL as a machine between two memory BIOs, and coroutines that
// carry bytes between them and the plain stream below. For tls_*.cc only.
#pragma once

#include <array>

#include "world/net.h"
#include "world/tls_openssl.h"
#include "world/tls_verdict.h"

namespace world {

class TlsStream final : public Stream {
 public:
  enum class Side { server, client };

  // `ssl` is fresh.
  TlsStream(OwnedSsl ssl, std::unique_ptr<Stream> plain, Side side);

  // Before handshake(): the peer must show a certificate that is trusted and, unless `host` is
  // empty, is for that host.
  void require_certificate(std::string host);
  // Once, before anything else.
  async::Task<base::Result<>> handshake();

  async::Task<base::Result<size_t>> read_some(base::MutableView room) override;
  async::Task<base::Result<>> write(std::span<const base::View> buffers) override;
  async::Task<> shutdown_write() override;
  void close() override { plain_->close(); }
  void reset_on_close() override { plain_->reset_on_close(); }
  base::Endpoint peer() const override { return plain_->peer(); }
  base::Endpoint local() const override { return plain_->local(); }
  std::string_view alpn() const override { return alpn_; }
  bool is_secure() const override { return true; }

 private:
  class Flushing;

  // Feeds OpenSSL the next bytes of the plain stream; false at its end.
  async::Task<base::Result<bool>> receive();
  // Sends what OpenSSL has sealed. Returns at once when another coroutine is at it already: that
  // one takes ours along. A reader therefore never waits for a writer.
  async::Task<base::Result<>> flush();
  // Sends the alert that goes with a failure, and passes the failure on.
  async::Task<std::unexpected<base::Error>> give_up(base::Error error);
  base::Error failure() const;

  std::unique_ptr<Stream> plain_;
  TlsVerdict verdict_;
  OwnedSsl ssl_;
  BIO* in_;   // owned by ssl_
  BIO* out_;  // owned by ssl_
  std::string alpn_;
  std::string sealed_;     // on its way into plain_
  bool flushing_ = false;  // one coroutine at a time writes to plain_
  bool torn_ = false;      // a cancelled or failed write cut a record off: nothing can follow
  std::array<char, 16 * 1024> received_;
};

}  // namespace world
