// What a peer's certificate lacks, in words. For tls_*.cc only.
#pragma once

#include <string>

#include "world/tls_openssl.h"

namespace world {

// What the check of the peer's certificate found; `problem` stays empty when all is well.
struct TlsVerdict {
  std::string host;     // whom a client wants to talk to; empty on a server
  std::string problem;  // "the certificate is for example.org, not localhost"
};

// Makes the handshake check the peer against `verdict->host` (when it has one) and write there why
// it is not trusted. `verdict` must outlive `ssl`.
void check_peer(SSL* ssl, TlsVerdict* verdict);

}  // namespace world
