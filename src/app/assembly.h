// Assembly: from a manifest to a Blueprint. Compiles what the code cache lacks, stages files,
// checks what components import, and registers each component with the Keeper. Blocking; at
// start-up.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/blueprint.h"
#include "app/keeper.h"
#include "app/staging.h"
#include "base/log.h"
#include "engine/code_cache.h"
#include "engine/engine.h"
#include "manifest/app.h"
#include "manifest/variables.h"
#include "world/files.h"

namespace app {

// Told how compiling goes; for progress bars. Called on loader threads.
class CompileProgress {
 public:
  virtual ~CompileProgress() = default;
  virtual void started(const std::string& component, uint64_t wasm_bytes) = 0;
  virtual void finished(const std::string& component) = 0;
};

struct AssemblyTools {
  engine::CodeCache& cache;  // outlives the keeper: what sleeps is mapped from it
  world::Files& files;
  base::Log& log;
  CompileProgress& progress;
};

struct AssemblyOptions {
  StagingPlace place;
  std::vector<std::pair<std::string, std::string>> environment;  // over every component's own
  std::vector<std::string> only_components;                      // empty: all
  engine::Limits limits;
  manifest::VariableValues variables;  // complete
  engine::ReuseOptions reuse;
  // Where the output of a component goes.
  std::function<std::shared_ptr<engine::GuestOutput>(const std::string& component)> output;
};

// The components that some trigger needs, each with its precompiled code. An error names the
// component: Kind::not_found (no such file), Kind::invalid (no wasm, no host), Kind::unsupported
// (an import that torpor cannot give, or no handler).
base::Result<Blueprint> assemble(const manifest::App& app, const AssemblyOptions& options,
                                 AssemblyTools tools, Keeper& keeper);

}  // namespace app
