#include "world/tls_context.h"

#include "base/check.h"

namespace world {

OwnedContext make_context(const SSL_METHOD* method) {
  OwnedContext context(SSL_CTX_new(method));
  CHECK(context);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

std::string alpn_wire(const std::vector<std::string>& names) {
  std::string wire;
  for (const auto& name : names) {
    CHECK(!name.empty() && name.size() < 256);
    wire += static_cast<char>(name.size());
    wire += name;
  }
  return wire;
}

}  // namespace world
