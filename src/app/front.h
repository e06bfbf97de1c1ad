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

// Makes the client that a component's outgoing requests leave by, one per component and loop.
using MakeClient =
    std::function<std::unique_ptr<http::Service>(const BlueprintComponent& component)>;

class Front final : public http::Service, private LocalDestinations {
 public:
  Front(const Blueprint& blueprint, engine::InstanceContext context, Ward& ward,
        const engine::StoreWorld& stores, const MakeClient& make_client);

  async::Task<base::Result<http::Response>> handle(http::Request request) override;

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
