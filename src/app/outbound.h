// What a guest's outgoing requests meet: the allowed_outbound_hosts of its component.
//
// A request to <component>.spin.internal is answered by that component in this process, one to
// "self" or "self.alt" by the app itself, every other by `client`, and each only when an entry
// allows it; otherwise Kind::denied. The addresses that a name resolves to are checked again before
// they are connected to (docs/decisions/0004-outbound-addresses.md), also against the networks that
// the operator blocks. A request that leaves and fails is one line of the log.
#pragma once

#include <string_view>

#include "app/blueprint.h"
#include "app/egress.h"
#include "base/log.h"
#include "http/service.h"

namespace app {

// The places inside this app that an outgoing request can reach, on this loop.
class LocalDestinations {
 public:
  virtual ~LocalDestinations() = default;
  virtual http::Service* find_component(std::string_view id) = 0;
  virtual http::Service& self() = 0;
};

class Outbound final : public http::Service {
 public:
  // All are borrowed and outlive it.
  struct World {
    LocalDestinations& local;
    http::Service& client;
    const Egress& egress;
    base::Log& log;
  };
  Outbound(const BlueprintComponent& component, const World& world);

  async::Task<base::Result<http::Response>> handle(http::Request request) override;

 private:
  base::Result<http::Service*> find_destination(http::Request& request);
  http::AddressCheck check_address(const http::Request& request, const std::string& host) const;
  async::Task<base::Result<http::Response>> leave(http::Request request);

  const BlueprintComponent& component_;
  const World world_;
};

}  // namespace app
