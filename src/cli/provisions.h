// What `up` gives an app beside its components, from flags, the runtime configuration and the
// environment: settings, values of variables, stores. Blocking; at start-up.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "cli/up_options.h"
#include "manifest/app.h"
#include "manifest/runtime_config.h"
#include "manifest/variables.h"
#include "store/catalog.h"
#include "world/files.h"

namespace cli {

struct RuntimeSettings {
  manifest::RuntimeConfig config;  // flags count more than it
  std::string folder;              // that its relative paths start from
};

// The file that --runtime-config-file names, if it does. Warnings go to `log`.
base::Result<RuntimeSettings> read_runtime_settings(const UpOptions& options,
                                                    const world::Files& files, base::Log& log);

// Where the app's state is kept; empty: nowhere. `usual` is where it is when nobody says.
std::string state_folder(const UpOptions& options, const RuntimeSettings& settings,
                         const std::string& usual);

// All that the app declares, or Kind::invalid with the names of those that are missing.
base::Result<manifest::VariableValues> read_values(const manifest::App& app,
                                                   const UpOptions& options,
                                                   const RuntimeSettings& settings,
                                                   const world::Files& files, base::Log& log);

struct StorePlan {
  const RuntimeSettings& settings;
  std::string state;           // a folder; empty: the default stores are in memory
  async::Threads& background;  // outlives the catalog
};

// The app's stores, with what --key-value and --sqlite put into them.
base::Result<std::unique_ptr<store::Catalog>> open_stores(const manifest::App& app,
                                                          const UpOptions& options,
                                                          const StorePlan& plan,
                                                          world::Files& files);

}  // namespace cli
