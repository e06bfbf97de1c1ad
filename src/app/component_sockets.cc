#include "app/component_sockets.h"

#include <utility>

namespace app {
namespace {

class Place final : public engine::SocketPlace {
 public:
  explicit Place(Egress::Socket socket) : socket_(std::move(socket)) {}

 private:
  Egress::Socket socket_;
};

std::string_view scheme_of(engine::Transport transport) {
  switch (transport) {
    case engine::Transport::tcp:
      return "tcp";
    case engine::Transport::udp:
      return "udp";
  }
  __builtin_unreachable();
}

}  // namespace

std::unique_ptr<engine::SocketPlace> ComponentSockets::find_place() {
  auto socket = egress_.open_socket();
  if (socket) return std::make_unique<Place>(*std::move(socket));
  base::log(log_, base::Level::warn, "app",
            "component `{}` gets no socket: as many are open as outbound_networking allows",
            component_.id);
  return nullptr;
}

bool ComponentSockets::allows(engine::Transport transport, const base::Endpoint& peer) {
  const auto scheme = scheme_of(transport);
  if (!component_.allowed_hosts.allows(scheme, peer.address.unmapped().text(), peer.port)) {
    base::log(log_, base::Level::warn, "app",
              "component `{}` may not reach {}://{}; to grant it add \"{}://{}\" to "
              "allowed_outbound_hosts",
              component_.id, scheme, peer.text(), scheme, peer.text());
    return false;
  }
  if (!egress_.blocks(peer.address)) return true;
  base::log(log_, base::Level::warn, "app",
            "component `{}` may not reach {}: outbound_networking blocks its network",
            component_.id, peer.text());
  return false;
}

}  // namespace app
