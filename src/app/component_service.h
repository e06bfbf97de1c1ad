// A component of the app on one loop, as a Service: wakes it, runs an instance per request, and
// keeps the code from cooling down until the response's body has ended. Requests wait for a
// component that has not been delivered, for as long as they may wait for the guest.
#pragma once

#include <memory>

#include "app/blueprint.h"
#include "app/delivery.h"
#include "app/egress.h"
#include "app/ward.h"
#include "async/event.h"
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

  // What can be called from now on. Once.
  void deliver(const Delivery& delivery);
  // It is not to be expected any more: who waits for it gets Kind::unavailable.
  void give_up();

 private:
  async::Task<base::Result<>> wait_for_delivery();
  async::Task<base::Result<http::Response>> run(CodePtr code, http::Request request);
  async::Task<base::Result<http::Response>> run_wagi(CodePtr code, http::Request request);

  engine::InstanceContext context_;
  Ward& ward_;
  const BlueprintComponent& component_;
  const ComponentWays ways_;
  engine::GuestStores stores_;
  std::shared_ptr<const engine::Grants>
      grants_;                          // once delivered; shared by the instances that run
  std::optional<engine::Shelf> shelf_;  // where instances are shared
  bool given_up_ = false;
  async::Event delivered_;
};

}  // namespace app
