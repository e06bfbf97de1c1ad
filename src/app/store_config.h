// Where an app's stores are: what the runtime configuration says, and for the label `default` a
// file in the state folder.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "manifest/app.h"
#include "manifest/runtime_config.h"
#include "store/catalog.h"

namespace app {

struct StorePlaces {
  std::optional<std::string> state_dir;  // nothing: the default stores are in memory
  std::string config_dir;                // of the runtime configuration, for its relative paths
};

store::CatalogConfig plan_stores(const manifest::RuntimeConfig& config, const StorePlaces& places);

// Kind::invalid for a label that a component lists and nothing says where it is.
base::Result<> check_stores(const manifest::App& app, const store::CatalogConfig& stores);

}  // namespace app
