// From what --from names to a manifest.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "manifest/app.h"
#include "world/files.h"

namespace cli {

struct AppSource {
  manifest::App app;
  std::string root;   // the folder that the app's paths are relative to
  std::string state;  // where its state is kept by default; empty: nowhere
  // Keeps what came from a registry in the store for as long as the app runs.
  std::unique_ptr<world::FileLock> held;
};

// Whether `from` is no file here, but can be a reference to an app in a registry.
bool names_registry_app(const world::Files& files, const std::string& from);

// `from`: a spin.toml, a folder that holds one, or a .wasm file, which becomes an app of one
// component that answers every path.
base::Result<AppSource> read_app(const world::Files& files, const std::string& from,
                                 const std::string& profile);

}  // namespace cli
