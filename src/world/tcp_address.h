// base::Endpoint <-> sockaddr. For .cc files of this room only.
#pragma once

#include <sys/socket.h>

#include "base/ip.h"

namespace world {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const base::Endpoint& endpoint);
base::Endpoint to_endpoint(const sockaddr_storage& storage);

}  // namespace world
