// Composition: a component and those that it depends on (`dependencies` in the manifest), plugged
// into one component. Blocking; at start-up, or before an app is pushed.
//
// A dependency may do nothing that touches the outside but what its component lets it inherit: the
// rest of what it imports denies (engine::Engine::deny). Imports that reach nothing (streams,
// clocks, random numbers, the log) are always there.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "manifest/app.h"
#include "world/files.h"

namespace app {

struct CompositionTools {
  engine::Engine& engine;
  world::Files& files;
  std::string folder;  // where compositions are kept, by the digest of all that is in them
};

// Whether any component of the app depends on another.
bool needs_composition(const manifest::App& app);

// Makes the composition the source of each component that has dependencies, which are gone then.
// `root`: the folder that paths are relative to. Kind::invalid for a dependency that does not fit,
// Kind::not_found without its file. An error names the component.
base::Result<> compose_dependencies(manifest::App& app, const std::string& root,
                                    CompositionTools tools);
// The same for one component of the app. Thread-safe.
base::Result<> compose_dependencies(const manifest::App& app, manifest::Component& component,
                                    const std::string& root, CompositionTools tools);

}  // namespace app
