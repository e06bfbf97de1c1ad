// The networks that the operator blocks, whatever a manifest allows: [outbound_networking]
// block_networks. Pure.
#pragma once

#include <vector>

#include "base/ip.h"
#include "manifest/runtime_config.h"

namespace app {

class BlockedNetworks {
 public:
  explicit BlockedNetworks(const manifest::OutboundNetworkingConfig& config)
      : private_(config.block_private), blocks_(config.block_networks) {}

  // "private" stands for all that is not reachable from everywhere (app/global_address.h).
  bool contains(const base::IpAddress& address) const;

 private:
  bool private_;
  std::vector<base::Cidr> blocks_;
};

}  // namespace app
