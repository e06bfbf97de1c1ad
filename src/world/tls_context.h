// What every SSL_CTX of torpor has. For tls_*.cc only.
#pragma once

#include <string>
#include <vector>

#include "world/tls_openssl.h"

namespace world {

// TLS 1.2 at least, no renegotiation, no buffers for idle connections.
OwnedContext make_context(const SSL_METHOD* method);

// Protocol names as they travel: each with its length in front (RFC 7301 section 3.1).
std::string alpn_wire(const std::vector<std::string>& names);

}  // namespace world
