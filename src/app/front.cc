#include "app/front.h"

#include "app/spin_headers.h"
#include "data/json.h"

namespace app {
namespace {

http::Response respond(const manifest::StaticResponse& fixed) {
  http::Response response{
      .status = fixed.status, .headers = {}, .body = http::Body::of(fixed.body)};
  for (const auto& [name, value] : fixed.headers) response.headers.add(name, value);
  return response;
}

}  // namespace

Front::Front(const Blueprint& blueprint, engine::InstanceContext context, Ward& ward,
             const engine::StoreWorld& stores, const WayOut& way_out)
    : blueprint_(blueprint) {
  LocalDestinations& local = *this;
  for (const auto& component : blueprint.components) {
    Component made;
    made.client = way_out.make_client(component);
    const Outbound::World world{local, *made.client, way_out.egress, context.log};
    made.outbound = std::make_unique<Outbound>(component, world);
    made.service = std::make_unique<ComponentService>(
        context, ward, component, ComponentWays{*made.outbound, way_out.egress, stores});
    components_.push_back(std::move(made));
  }
}

void Front::deliver(size_t component, const Delivery& delivery) {
  components_[component].service->deliver(delivery);
}

void Front::give_up() {
  for (auto& component : components_) component.service->give_up();
}

http::Service* Front::find_component(std::string_view id) {
  const auto index = blueprint_.find_component(id);
  return index ? components_[*index].service.get() : nullptr;
}

http::Response Front::well_known(std::string_view rest) const {
  if (rest == "health") return http::plain_response(200, "OK");
  if (rest != "info") return http::plain_response(404);
  data::JsonObject info;
  info.emplace_back("name", blueprint_.name);
  if (!blueprint_.version.empty()) info.emplace_back("version", blueprint_.version);
  auto response = http::plain_response(200, data::write_json_pretty(info));
  response.headers.set("content-type", "application/json");
  return response;
}

async::Task<base::Result<http::Response>> Front::handle(http::Request request) {
  const auto path = request.path();
  if (path.starts_with(well_known_prefix)) {
    co_return well_known(path.substr(well_known_prefix.size()));
  }
  const auto found = blueprint_.routes.find(path);
  if (!found) co_return http::plain_response(404);
  const auto& destination = blueprint_.destinations[found->value];
  if (const auto* fixed = std::get_if<manifest::StaticResponse>(&destination)) {
    co_return respond(*fixed);
  }
  set_spin_headers(request, *found->route, found->match);
  const size_t index = std::get<ToComponent>(destination).index;
  co_return co_await components_[index].service->handle(std::move(request));
}

}  // namespace app
