// torpor registry pull.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "cli/console.h"
#include "cli/registry_options.h"

namespace cli {

base::Result<> run_registry_pull(const RegistryPullOptions& options, const Console& console,
                                 base::Log& log);

}  // namespace cli
