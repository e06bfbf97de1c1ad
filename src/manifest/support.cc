#include "manifest/support.h"

#include <algorithm>

namespace manifest {
namespace {

struct Refusal {
  Feature feature;
  std::string_view reason;
};

constexpr Refusal refusals[] = {
    {Feature::registry_source,
     "torpor does not fetch components from registries; give a path, or a url and its digest"},
    {Feature::ai_models, "torpor runs no AI models"},
    {Feature::trigger_components, "torpor's triggers lead to one component"},
    {Feature::trigger_dependencies, "torpor composes no middleware into a trigger"},
    {Feature::other_trigger, "torpor serves triggers of type http alone"},
    {Feature::wagi_entrypoint, "a command starts at `_start`"},
};

}  // namespace

std::vector<base::Error> unsupported(const App& app) {
  std::vector<base::Error> out;
  for (const auto& use : app.uses) {
    const auto at = std::ranges::find(refusals, use.feature, &Refusal::feature);
    if (at == std::end(refusals)) continue;
    const auto message = base::format("{} is not supported: {}", use.what, at->reason);
    out.push_back(error_at(base::Kind::unsupported, use.place, message));
  }
  return out;
}

base::Result<> check_supported(const App& app) {
  std::string all;
  for (const auto& error : unsupported(app)) {
    if (!all.empty()) all += '\n';
    all += error.message();
  }
  if (all.empty()) return {};
  return std::unexpected(base::Error(base::Kind::unsupported, std::move(all)));
}

}  // namespace manifest
