// Front: the app on one loop. Answers the well-known paths, routes to static responses and
// components, and knows the app's components for service chaining.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/blueprint.h"
#include "app/component_service.h"
#include "app/outbound.h"
#include "app/ward.h"
#include "http/service.h"

namespace app {

// How a component's outgoing connections are made: what the app has for all loops, and the client
// that its requests leave by, one per component and loop.
struct WayOut {
  Egress& egress;  // outlives the front
  std::function<std::unique_ptr<http::Service>(const BlueprintComponent& component)> make_client;
};

class Front final : public http::Service, private LocalDestinations {
 public:
  Front(const Blueprint& blueprint, engine::InstanceContext context, Ward& ward,
        const engine::StoreWorld& stores, const WayOut& way_out);

  async::Task<base::Result<http::Response>> handle(http::Request request) override;

  // A component, by its index in the blueprint, can be called from now on.
  void deliver(size_t component, const Delivery& delivery);
  // Those that have not been delivered will not be: who waits for them gets an answer.
  void give_up();

 private:
  http::Service* find_component(std::string_view id) override;
  http::Service& self() override { return *this; }
  http::Response well_known(std::string_view rest) const;

  struct Component {
    std::unique_ptr<http::Service> client;
    std::unique_ptr<Outbound> outbound;
    std::unique_ptr<ComponentService> service;
  };
  const Blueprint& blueprint_;
  std::vector<Component> components_;  // by index in the blueprint
};

}  // namespace app
