#include "app/component_service.h"

#include <utility>

namespace app {
namespace {

// A body that keeps its component active while it lives.
class LeasedBody final : public http::BodySource {
 public:
  LeasedBody(Lease lease, std::unique_ptr<http::BodySource> inner)
      : lease_(std::move(lease)), inner_(std::move(inner)) {}

  async::Task<base::Result<base::View>> read() override { return inner_->read(); }
  const http::Fields* trailers() const override { return inner_->trailers(); }

 private:
  Lease lease_;  // outlives the instance: members go in reverse order
  std::unique_ptr<http::BodySource> inner_;
};

std::shared_ptr<const engine::Grants> make_grants(const BlueprintComponent& component,
                                                  http::Service& outbound,
                                                  engine::GuestStores& stores) {
  auto grants = std::make_shared<engine::Grants>();
  grants->environment = component.environment;
  grants->directories = component.directories;
  grants->outbound = &outbound;
  grants->stores = &stores;
  if (component.allowed_hosts.empty()) return grants;  // no sockets, no names
  grants->may_connect = [&component](const base::Endpoint& peer) {
    return component.allowed_hosts.allows("*", peer.address.text(), peer.port);
  };
  return grants;
}

}  // namespace

ComponentService::ComponentService(engine::InstanceContext context, Ward& ward,
                                   const BlueprintComponent& component, http::Service& outbound,
                                   const engine::StoreWorld& stores)
    : context_(context),
      ward_(ward),
      component_(component),
      stores_(stores, component.stores, component.variables),
      grants_(make_grants(component, outbound, stores_)) {}

async::Task<base::Result<http::Response>> ComponentService::handle(http::Request request) {
  CO_TRY(auto lease, co_await ward_.enter(component_.number));
  CO_TRY(auto response,
         co_await engine::run_instance(context_, lease.code(), grants_, component_.output,
                                       component_.limits, std::move(request)));
  const auto length = response.body.length();
  if (auto source = response.body.take_source()) {
    response.body =
        http::Body(std::make_unique<LeasedBody>(std::move(lease), std::move(source)), length);
  }
  co_return response;
}

}  // namespace app
