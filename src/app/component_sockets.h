// What the sockets of a component may do: its manifest allows an address by the scheme tcp or udp,
// the operator does not block it, and there are not too many of them. Thread-safe.
#pragma once

#include "app/blueprint.h"
#include "app/egress.h"
#include "base/log.h"
#include "engine/socket_policy.h"

namespace app {

class ComponentSockets final : public engine::SocketPolicy {
 public:
  // All outlive it, and every socket.
  ComponentSockets(const BlueprintComponent& component, Egress& egress, base::Log& log)
      : component_(component), egress_(egress), log_(log) {}

  std::unique_ptr<engine::SocketPlace> find_place() override;
  bool allows(engine::Transport transport, const base::Endpoint& peer) override;

 private:
  const BlueprintComponent& component_;
  Egress& egress_;
  base::Log& log_;
};

}  // namespace app
