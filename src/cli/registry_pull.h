// torpor registry pull, and `up` of an app in a registry.
#pragma once

#include <functional>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "cli/app_source.h"
#include "cli/console.h"
#include "cli/registry_options.h"

namespace cli {

base::Result<> run_registry_pull(const RegistryPullOptions& options, const Console& console,
                                 base::Log& log);

// Told of each component that arrives, by its path, while others are still on their way.
using OnArrival = std::function<void(const std::string& wasm_path)>;

// Pulls what is missing and unpacks it. A digest that was pulled before needs no network; a tag is
// looked up, and stands for what was pulled last when the registry does not answer in a moment (a
// warning says so). `files` outlives what it returns.
base::Result<AppSource> read_registry_app(const RegistryPullOptions& options, world::Files& files,
                                          const Console& console, base::Log& log,
                                          const OnArrival& on_arrival);

}  // namespace cli
