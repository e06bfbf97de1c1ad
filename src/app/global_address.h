// Whether an address is reachable from everywhere, by the special-purpose registries of RFC 6890.
// Pure.
#pragma once

#include "base/ip.h"

namespace app {

// An IPv6 address that holds an IPv4 address (mapped, 6to4, NAT64) is as that one.
bool is_global(const base::IpAddress& address);

}  // namespace app
