#include "app/component_service.h"

#include <utility>

#include "app/cgi.h"
#include "app/component_sockets.h"

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

std::shared_ptr<engine::Grants> make_grants(const BlueprintComponent& component,
                                            const ComponentWays& ways, base::Log& log) {
  auto grants = std::make_shared<engine::Grants>();
  grants->environment = component.environment;
  grants->outbound = &ways.outbound;
  if (component.allowed_hosts.empty()) return grants;  // no sockets, no names
  grants->sockets = std::make_shared<ComponentSockets>(component, ways.egress, log);
  return grants;
}

}  // namespace

ComponentService::ComponentService(engine::InstanceContext context, Ward& ward,
                                   const BlueprintComponent& component, const ComponentWays& ways)
    : context_(context),
      ward_(ward),
      component_(component),
      ways_(ways),
      stores_(ways.stores, component.stores, component.variables) {}

ComponentService::~ComponentService() {
  if (shelf_) ward_.on_release(component_.number, nullptr);
}

void ComponentService::deliver(const Delivery& delivery) {
  const auto grants = make_grants(component_, ways_, context_.log);
  grants->stores = &stores_;
  grants->directories = delivery.directories;
  grants_ = grants;
  if (delivery.handler == engine::ComponentInfo::Handler::wasi_http_0_3) {
    shelf_.emplace(context_, component_.limits, component_.reuse);
    ward_.on_release(component_.number, [this] { shelf_->drop_idle(); });
  }
  delivered_.notify_all();
}

void ComponentService::give_up() {
  given_up_ = true;
  delivered_.notify_all();
}

async::Task<base::Result<>> ComponentService::wait_for_delivery() {
  while (!grants_ && !given_up_) co_await delivered_.wait();
  if (grants_) co_return base::Result<>();
  co_return base::fail(base::Kind::unavailable, "component `{}` has not arrived", component_.id);
}

async::Task<base::Result<http::Response>> ComponentService::handle(http::Request request) {
  if (!grants_) {
    const auto most = context_.clock.now() + component_.limits.deadline;
    CO_TRY_VOID(co_await world::with_deadline(&context_.clock, most, "the component's arrival",
                                              wait_for_delivery()));
  }
  CO_TRY(auto lease, co_await ward_.enter(component_.number));
  CO_TRY(auto response, co_await run(lease.code(), std::move(request)));
  const auto length = response.body.length();
  if (auto source = response.body.take_source()) {
    response.body =
        http::Body(std::make_unique<LeasedBody>(std::move(lease), std::move(source)), length);
  }
  co_return response;
}

async::Task<base::Result<http::Response>> ComponentService::run(CodePtr code,
                                                                http::Request request) {
  if (shelf_) {
    return engine::run_shared(context_, &*shelf_, std::move(code), grants_, component_.output,
                              std::move(request));
  }
  if (component_.wagi_argv) return run_wagi(std::move(code), std::move(request));
  return engine::run_instance(context_, std::move(code), grants_, component_.output,
                              component_.limits, std::move(request));
}

async::Task<base::Result<http::Response>> ComponentService::run_wagi(CodePtr code,
                                                                     http::Request request) {
  auto command = make_cgi_command(request, *component_.wagi_argv);
  const auto grants = std::make_shared<engine::Grants>(*grants_);
  grants->arguments = std::move(command.arguments);
  for (auto& variable : command.environment) grants->environment.push_back(std::move(variable));
  CO_TRY(auto output,
         co_await engine::run_instance(context_, std::move(code), grants, component_.output,
                                       component_.limits, std::move(request)));
  co_return co_await read_cgi_response(std::move(output.body));
}

}  // namespace app
