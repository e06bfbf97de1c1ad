#include "world/tls_stream.h"

#include <utility>

#include "world/tls_records.h"

namespace world {
namespace {

using base::Kind;

constexpr size_t flush_above = 64 * 1024;  // sealed bytes that may wait in memory

// OpenSSL gives an alert from the peer as reason 1000 + the alert's number (RFC 8446 section 6.2).
bool is_distrust(int alert) {
  switch (alert) {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_CERTIFICATE_REQUIRED:
      return true;
    default:  // a library's numbers
      return false;
  }
}

base::Error describe_failure(int reason, const std::string& words) {
  if (reason > SSL_AD_REASON_OFFSET) {
    const bool distrust = is_distrust(reason - SSL_AD_REASON_OFFSET);
    return {distrust ? Kind::denied : Kind::protocol, "the peer gave up TLS: " + words};
  }
  switch (reason) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return {Kind::denied, "the peer showed no certificate"};
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
      return {Kind::protocol, "the peer speaks plain HTTP, not TLS"};
    case SSL_R_WRONG_VERSION_NUMBER:
      return {Kind::protocol, "the peer does not speak TLS"};
    default:  // a library's numbers
      return {Kind::protocol, "the peer broke TLS: " + words};
  }
}

}  // namespace

// Held while a coroutine writes to the plain stream. When it goes before the write is whole,
// because of an error or of a cancelled task, the peer has a part of a record.
class TlsStream::Flushing {
 public:
  explicit Flushing(TlsStream* stream) : stream_(stream) { stream_->flushing_ = true; }
  Flushing(const Flushing&) = delete;
  ~Flushing() {
    stream_->flushing_ = false;
    stream_->torn_ = stream_->torn_ || !whole_;
  }
  void set_whole() { whole_ = true; }

 private:
  TlsStream* stream_;
  bool whole_ = false;
};

TlsStream::TlsStream(OwnedSsl ssl, std::unique_ptr<Stream> plain, Side side)
    : plain_(std::move(plain)),
      ssl_(std::move(ssl)),
      in_(BIO_new(BIO_s_mem())),
      out_(BIO_new(BIO_s_mem())) {
  SSL_set_bio(ssl_.get(), in_, out_);
  if (side == Side::server) SSL_set_accept_state(ssl_.get());
  if (side == Side::client) SSL_set_connect_state(ssl_.get());
}

void TlsStream::require_certificate(std::string host) {
  verdict_.host = std::move(host);
  check_peer(ssl_.get(), &verdict_);
}

async::Task<base::Result<>> TlsStream::handshake() {
  for (;;) {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    if (done != 1 && SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_READ) {
      co_return co_await give_up(failure());
    }
    CO_TRY_VOID(co_await flush());
    if (done == 1) break;
    CO_TRY(const bool more, co_await receive());
    if (!more) {
      co_return base::fail(Kind::unavailable, "the peer hung up during the TLS handshake");
    }
  }
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  alpn_.assign(reinterpret_cast<const char*>(name), size);
  co_return base::Result<>();
}

async::Task<base::Result<size_t>> TlsStream::read_some(base::MutableView room) {
  for (;;) {
    ERR_clear_error();
    size_t got = 0;
    if (SSL_read_ex(ssl_.get(), room.data(), room.size(), &got) == 1) co_return got;
    const int why = SSL_get_error(ssl_.get(), 0);
    if (why == SSL_ERROR_ZERO_RETURN) co_return 0;
    if (why != SSL_ERROR_WANT_READ) co_return co_await give_up(failure());
    CO_TRY(const bool more, co_await receive());
    if (!more) {
      co_return base::fail(Kind::closed,
                           "the connection ended without close_notify: it may be cut short");
    }
  }
}

async::Task<base::Result<>> TlsStream::write(std::span<const base::View> buffers) {
  TlsRecords records(buffers);
  for (auto next = records.next(); !next.empty(); next = records.next()) {
    if (torn_) co_return base::fail(Kind::closed, "an earlier write was cut off");
    ERR_clear_error();
    size_t taken = 0;
    if (SSL_write_ex(ssl_.get(), next.data(), next.size(), &taken) != 1) {
      co_return base::fail(Kind::closed, "the TLS connection is over: {}", take_openssl_reason());
    }
    if (BIO_ctrl_pending(out_) >= flush_above) CO_TRY_VOID(co_await flush());
  }
  co_return co_await flush();
}

async::Task<> TlsStream::shutdown_write() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());  // 0 or 1; an error means that there is nothing to say goodbye to
  ERR_clear_error();
  const auto sent = co_await flush();
  if (sent) co_await plain_->shutdown_write();
}

async::Task<base::Result<bool>> TlsStream::receive() {
  CO_TRY(const size_t got, co_await plain_->read_some(received_));
  if (got == 0) co_return false;
  BIO_write(in_, received_.data(), static_cast<int>(got));  // a memory BIO takes all
  co_return true;
}

async::Task<base::Result<>> TlsStream::flush() {
  if (torn_) co_return base::fail(Kind::closed, "an earlier write was cut off");
  if (flushing_) co_return base::Result<>();
  while (const auto pending = BIO_ctrl_pending(out_)) {
    Flushing guard(this);
    sealed_.resize(pending);
    BIO_read(out_, sealed_.data(), static_cast<int>(pending));
    const base::View bytes = sealed_;
    CO_TRY_VOID(co_await plain_->write({&bytes, 1}));
    guard.set_whole();
  }
  co_return base::Result<>();
}

async::Task<std::unexpected<base::Error>> TlsStream::give_up(base::Error error) {
  const auto ignored = co_await flush();  // a peer that is gone needs no alert
  co_return std::unexpected(std::move(error));
}

base::Error TlsStream::failure() const {
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  const auto words = take_openssl_reason();
  if (!verdict_.problem.empty()) return {Kind::denied, verdict_.problem};
  return describe_failure(reason, words);
}

}  // namespace world
