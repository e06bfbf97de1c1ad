// A component of the app on one loop, as a Service: wakes it, runs an instance per request, and
// keeps the code from cooling down until the response's body has ended.
#pragma once

#include <memory>

#include "app/blueprint.h"
#include "app/ward.h"
#include "engine/guest_stores.h"
#include "engine/instance.h"
#include "engine/shelf.h"
#include "http/service.h"

namespace app {

class ComponentService final : public http::Service {
 public:
  // `outbound` answers the guest's outgoing requests. All are borrowed and outlive the service.
  ComponentService(engine::InstanceContext context, Ward& ward, const BlueprintComponent& component,
                   http::Service& outbound, const engine::StoreWorld& stores);
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
