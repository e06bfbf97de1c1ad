// torpor registry push: packs an app and brings it to a registry.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "cli/console.h"
#include "cli/registry_options.h"

namespace cli {

base::Result<> run_registry_push(const RegistryPushOptions& options, const Console& console,
                                 base::Log& log);

}  // namespace cli
