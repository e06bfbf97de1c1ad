// The components of an app that is served while it arrives: each is prepared as soon as it is here,
// and handed to the host.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "app/host.h"
#include "app/preparation.h"
#include "async/offload.h"
#include "base/result.h"
#include "cli/registry_app.h"

namespace cli {

// What components are prepared with. All is borrowed.
struct Workbench {
  engine::Engine& engine;
  engine::CodeCache& cache;
  world::Files& files;
  app::StagingPlace place;
  std::string compositions;  // a folder, see app/composition.h
};

class LateComponents final : private RegistryApp::Listener, private app::CompileProgress {
 public:
  // All are borrowed and outlive it. Begins at once; ends the host when a component does not come,
  // or cannot be run.
  LateComponents(RegistryApp& registry, const manifest::App& app, const app::Blueprint& blueprint,
                 const Workbench& bench, app::Host& host);
  ~LateComponents() override;

  // Breaks off what still goes on. The first error.
  base::Result<> finish();

 private:
  void arrived(size_t component) override;
  void code_arrived(const std::string& wasm_path) override;
  void failed() override { host_.end(); }
  void started(const std::string& component, uint64_t wasm_bytes) override;
  void finished(const std::string&) override {}
  base::Result<> deliver(size_t component, size_t index);

  RegistryApp& registry_;
  const manifest::App& app_;
  const app::Blueprint& blueprint_;
  const Workbench bench_;
  app::Host& host_;
  std::mutex mutex_;  // guards what follows
  base::Result<> result_;
  std::optional<async::Threads> workers_;
};

}  // namespace cli
