// What the sockets of a component may do. Asked on any thread.
#pragma once

#include <memory>

#include "base/ip.h"

namespace engine {

enum class Transport { tcp, udp };

// What an open socket holds for as long as it is there.
class SocketPlace {
 public:
  virtual ~SocketPlace() = default;
};

class SocketPolicy {
 public:
  virtual ~SocketPolicy() = default;
  // For a socket about to be made; null when there are too many.
  virtual std::unique_ptr<SocketPlace> find_place() = 0;
  // Whether it may connect to the address, or send datagrams there and have some from there.
  virtual bool allows(Transport transport, const base::Endpoint& peer) = 0;
};

}  // namespace engine
