#include "app/blocked_networks.h"

#include <algorithm>

#include "app/global_address.h"

namespace app {

bool BlockedNetworks::contains(const base::IpAddress& address) const {
  if (private_ && !is_global(address)) return true;
  return std::ranges::any_of(blocks_, [&](const auto& block) { return block.contains(address); });
}

}  // namespace app
