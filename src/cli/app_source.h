// From what --from names to a manifest.
#pragma once

#include <string>

#include "base/result.h"
#include "manifest/app.h"
#include "world/files.h"

namespace cli {

struct AppSource {
  manifest::App app;
  std::string root;           // the folder that the app's paths are relative to
  std::string manifest_path;  // empty for a bare .wasm
};

// `from`: a spin.toml, a folder that holds one, or a .wasm file, which becomes an app of one
// component that answers every path.
base::Result<AppSource> read_app(const world::Files& files, const std::string& from,
                                 const std::string& profile);

}  // namespace cli
