#include "manifest/app.h"

#include <algorithm>

namespace manifest {

const Component* App::find_component(std::string_view id) const {
  const auto at = std::ranges::find(components, id, &Component::id);
  return at == components.end() ? nullptr : &*at;
}

}  // namespace manifest
