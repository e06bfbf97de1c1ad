// TLS 1.2 and 1.3 over any Stream (OpenSSL 3), for servers and clients.
//
// A TlsServer or TlsClient is made once from certificates and is thread-safe: all loops may share
// one. The streams that they give are used as any other, and own the plain stream below them.
// Neither has a clock: the caller puts a deadline on accept() and connect().
//
// How a handshake fails: Kind::denied when one side does not trust the other's certificate,
// Kind::protocol when the two do not understand each other, Kind::unavailable when the peer hangs
// up in the middle, Kind::closed when the connection broke. On a finished connection, an end
// without close_notify (RFC 8446 section 6.1) is Kind::closed: what came before may be cut short.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "world/net.h"

namespace world {

// The text of a PEM file, and the name that it goes by in errors ("--tls-cert server.pem").
struct Pem {
  std::string name;
  std::string text;
};

// A certificate chain, the leaf first, and the private key of the leaf (not encrypted).
struct TlsIdentity {
  Pem chain;
  Pem key;
};

struct TlsServerConfig {
  TlsIdentity identity;
  std::vector<std::string> alpn = {"h2", "http/1.1"};  // the best first
  // When given, a client must show a certificate that one of these signed.
  std::optional<Pem> client_roots;
};

class TlsServer {
 public:
  virtual ~TlsServer() = default;

  // Kind::invalid, naming the file, when it is not PEM, or key and certificate do not match.
  static base::Result<std::unique_ptr<TlsServer>> create(const TlsServerConfig& config);

  // What an operator should know but need not stop for: the certificate has expired.
  virtual const std::vector<std::string>& warnings() const = 0;

  // Shakes hands with a client. The peer that offers ALPN, but nothing of ours, is refused
  // (RFC 7301 section 3.2).
  virtual async::Task<base::Result<std::unique_ptr<Stream>>> accept(
      std::unique_ptr<Stream> plain) const = 0;
};

struct TlsClientConfig {
  enum class Roots { platform, none };
  Roots roots = Roots::platform;        // who is trusted ...
  std::vector<Pem> extra_roots;         // ... and who besides
  std::optional<TlsIdentity> identity;  // shown to servers that ask
};

class TlsClient {
 public:
  virtual ~TlsClient() = default;

  // Kind::invalid as for TlsServer.
  static base::Result<std::unique_ptr<TlsClient>> create(const TlsClientConfig& config);

  // Shakes hands with the server at the other end, which must prove to be `host`, a DNS name or an
  // IP address without brackets. `alpn`: the protocols to offer, the best first.
  virtual async::Task<base::Result<std::unique_ptr<Stream>>> connect(
      std::unique_ptr<Stream> plain, std::string host, std::vector<std::string> alpn) const = 0;
};

}  // namespace world
