// The deprecated allowed_http_hosts: hosts without a scheme, for HTTP and HTTPS alike, with
// "insecure:allow-all" for all (spinframework/spin, crates/manifest/src/compat).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace manifest {

constexpr std::string_view insecure_allow_all = "insecure:allow-all";

// The entries of allowed_outbound_hosts that say the same as this one. Kind::invalid for a path or
// a scheme other than HTTP's.
base::Result<std::vector<std::string>> convert_allowed_http_host(std::string_view entry);

// What a manifest of version 1 without allowed_outbound_hosts also allows: databases anywhere.
std::vector<std::string> hosts_of_databases();

}  // namespace manifest
