// Blueprint: an app ready to be served, as an immutable value that all loops share: its routes,
// where each leads, and what each component is granted. Made once at start-up from the manifest;
// nothing of it holds code.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/instance.h"
#include "engine/shelf.h"
#include "engine/variables.h"
#include "manifest/allowed_hosts.h"
#include "manifest/app.h"
#include "manifest/route.h"
#include "store/stores.h"

namespace app {

// A component of the app: a number for the Keeper, and its grants but for what belongs to a loop or
// comes with its files (app/delivery.h).
struct BlueprintComponent {
  std::string id;
  size_t number = 0;  // for Ward::enter
  std::vector<std::pair<std::string, std::string>> environment;
  manifest::AllowedHosts allowed_hosts;
  store::StoreGrants stores;
  std::shared_ptr<const engine::Variables> variables;  // shared by its instances on all loops
  engine::Limits limits;
  std::optional<std::string> wagi_argv;         // of a command that is run for each request
  engine::ReuseOptions reuse;                   // of instances, when they are shared
  std::shared_ptr<engine::GuestOutput> output;  // shared by its instances on all loops
};

// Where a route leads.
struct ToComponent {
  size_t index;  // into Blueprint::components
};
using Destination = std::variant<ToComponent, manifest::StaticResponse>;

struct RouteInfo {
  std::string trigger_id;
  std::string route;        // "/music", "/files/..."
  std::string description;  // of the component
  bool wildcard = false;
};

// Paths below it are torpor's own and never reach a component.
constexpr std::string_view well_known_prefix = "/.well-known/spin/";

struct Blueprint {
  std::string name, version;
  std::vector<BlueprintComponent> components;
  std::vector<Destination> destinations;
  manifest::RouteTable routes;     // value: index into destinations
  std::vector<RouteInfo> listing;  // reachable routes, in the manifest's order

  // The index of a component.
  std::optional<size_t> find_component(std::string_view id) const {
    for (size_t i = 0; i < components.size(); ++i) {
      if (components[i].id == id) return i;
    }
    return std::nullopt;
  }
};

}  // namespace app
