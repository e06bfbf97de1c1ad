// A TlsClient that reads its roots when it first connects: reading the platform's takes longer than
// torpor takes to start, and most apps never need them.
#pragma once

#include <memory>

#include "world/tls.h"

namespace world {

// connect() fails as TlsClient::create() does when the roots cannot be read.
std::unique_ptr<TlsClient> lazy_tls_client(TlsClientConfig config);

}  // namespace world
