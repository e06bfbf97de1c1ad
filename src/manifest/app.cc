#include "manifest/app.h"

#include <algorithm>

#include "base/text.h"

namespace manifest {

const Component* App::find_component(std::string_view id) const {
  const auto at = std::ranges::find(components, id, &Component::id);
  return at == components.end() ? nullptr : &*at;
}

base::Result<> check_components(const App& app, const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    if (app.find_component(id)) continue;
    std::vector<std::string> known;
    for (const auto& component : app.components) known.push_back(component.id);
    return base::fail(base::Kind::not_found, "the app has no component `{}`; it has {}", id,
                      known.empty() ? "none" : base::join(known, ", "));
  }
  return {};
}

}  // namespace manifest
