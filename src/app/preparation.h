// Preparation: from a component's files to what can be called. Compiles what the code cache lacks,
// stages files, checks what the component imports and exports. Blocking; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/blueprint.h"
#include "app/delivery.h"
#include "app/staging.h"
#include "base/result.h"
#include "engine/code_cache.h"
#include "manifest/app.h"
#include "world/files.h"

namespace app {

// Told how compiling goes; for progress bars. Called on the thread that compiles.
class CompileProgress {
 public:
  virtual ~CompileProgress() = default;
  virtual void started(const std::string& component, uint64_t wasm_bytes) = 0;
  virtual void finished(const std::string& component) = 0;
};

struct PreparationTools {
  engine::CodeCache& cache;  // outlives the keeper: what sleeps is mapped from it
  world::Files& files;
  CompileProgress& progress;
};

// An error names the component: Kind::not_found (no such file), Kind::invalid (no wasm),
// Kind::unsupported (an import that torpor cannot give, or no handler). `wagi_argv`: as in the
// blueprint.
base::Result<Delivery> prepare(const manifest::Component& component,
                               const std::optional<std::string>& wagi_argv,
                               const StagingPlace& place, const PreparationTools& tools);

// All components of the blueprint, in its order, on as many threads as the machine has cores.
base::Result<std::vector<Delivery>> prepare_all(const manifest::App& app,
                                                const Blueprint& blueprint,
                                                const StagingPlace& place,
                                                const PreparationTools& tools);

}  // namespace app
