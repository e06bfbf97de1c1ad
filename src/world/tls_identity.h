// PEM texts into OpenSSL: certificate chains, keys and trusted roots. For tls_*.cc only.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "world/tls.h"
#include "world/tls_openssl.h"

namespace world {

// All certificates of a PEM text, at least one. Kind::invalid names the file.
base::Result<std::vector<OwnedCertificate>> parse_certificates(const Pem& pem);

// Makes `context` show this identity.
base::Result<> use_identity(SSL_CTX* context, const TlsIdentity& identity);

// Makes `context` trust these certificates.
base::Result<> add_roots(SSL_CTX* context, const Pem& pem);

// "… expired on Nov 24 04:00:00 2026 GMT" for each certificate of the chain that has; likewise for
// those that are not valid yet.
std::vector<std::string> find_expired(const SSL_CTX* context, const std::string& name);

}  // namespace world
