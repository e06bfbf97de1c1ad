#include "cli/announce.h"

#include "base/format.h"
#include "data/json.h"

namespace cli {
namespace {

std::string path_of(const app::RouteInfo& info) {
  if (!info.wildcard) return info.route;
  return info.route.substr(0, info.route.size() - std::string_view("/...").size());
}

}  // namespace

std::string plain_announcement(const app::Blueprint& blueprint, const std::string& base_url) {
  auto out = base::format("\nServing {}\nAvailable Routes:\n", base_url);
  for (const auto& info : blueprint.listing) {
    out += base::format("  {}: {}{}{}\n", info.trigger_id, base_url, path_of(info),
                        info.wildcard ? " (wildcard)" : "");
    if (!info.description.empty()) out += base::format("    {}\n", info.description);
  }
  return out;
}

std::string json_announcement(const app::Blueprint& blueprint, const std::string& base_url) {
  data::JsonArray routes;
  for (const auto& info : blueprint.listing) {
    data::JsonObject route;
    route.emplace_back("id", info.trigger_id);
    route.emplace_back("route", path_of(info));
    route.emplace_back("wildcard", info.wildcard);
    if (!info.description.empty()) route.emplace_back("description", info.description);
    routes.emplace_back(std::move(route));
  }
  data::JsonObject out;
  out.emplace_back("base_url", base_url);
  out.emplace_back("routes", std::move(routes));
  return data::write_json_pretty(out);
}

}  // namespace cli
