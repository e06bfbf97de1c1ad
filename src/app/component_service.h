// A component of the app on one loop, as a Service: wakes it, runs an instance per request, and
// keeps the code from cooling down until the response's body has ended.
#pragma once

#include <memory>

#include "app/blueprint.h"
#include "app/egress.h"
#include "app/ward.h"
#include "engine/guest_stores.h"
#include "engine/instance.h"
#include "engine/shelf.h"
#include "http/service.h"

namespace app {

// What lies beyond a component. All are borrowed and outlive it.
struct ComponentWays {
  http::Service& outbound;  // answers the guest's outgoing requests
  Egress& egress;
  const engine::StoreWorld& stores;
};

class ComponentService final : public http::Service {
 public:
  // All are borrowed and outlive the service.
  ComponentService(engine::InstanceContext context, Ward& ward, const BlueprintComponent& component,
                   const ComponentWays& ways);
  ~ComponentService() override;

  async::Task<base::Result<http::Response>> handle(http::Request request) override;

 private:
  async::Task<base::Result<http::Response>> run(CodePtr code, http::Request request);
  async::Task<base::Result<http::Response>> run_wagi(CodePtr code, http::Request request);

  engine::InstanceContext context_;
  Ward& ward_;
  const BlueprintComponent& component_;
  engine::GuestStores stores_;
  std::shared_ptr<const engine::Grants> grants_;  // shared by the instances that run
  std::optional<engine::Shelf> shelf_;            // where instances are shared
};

}  // namespace app
