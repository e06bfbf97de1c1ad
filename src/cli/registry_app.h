// An app in a registry, which can be served while it arrives.
#pragma once

#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "async/signal.h"
#include "base/log.h"
#include "base/result.h"
#include "cli/app_source.h"
#include "cli/console.h"
#include "cli/registry_options.h"
#include "cli/transfer_display.h"
#include "oci/pulled_app.h"
#include "oci/store.h"

namespace cli {

class RegistrySession;

class RegistryApp final : private oci::TransferProgress {
 public:
  // Told how it goes, on the thread that pulls: to be quick, and not to call back.
  class Listener {
   public:
    virtual ~Listener() = default;
    // A component, by its place in the app, can be unpacked.
    virtual void arrived(size_t component) = 0;
    // The same of its code alone; its files are still on their way.
    virtual void code_arrived(const std::string& wasm_path) = 0;
    // No more will come; finish() says why.
    virtual void failed() = 0;
  };

  // All are borrowed and outlive it.
  RegistryApp(const RegistryPullOptions& options, world::Files& files, const Console& console,
              base::Log& log);
  // Breaks off what goes on.
  ~RegistryApp() override;

  // Begins to pull what is missing, and waits until it is known which app it is. A digest that was
  // pulled before needs no network; a tag is looked up, and stands for what was pulled last when
  // the registry does not answer in a moment (a warning says so). Once.
  base::Result<AppSource> open();
  // Whether there was nothing to pull. After open(), as what follows.
  bool is_whole() const { return whole_; }
  // Makes the files of a component that has arrived; see oci::PulledApp.
  base::Result<> unpack(size_t component) const { return pulled_->unpack(component); }
  // Told of all that arrives, and has arrived. Outlives the pull.
  void listen(Listener& listener);
  // Writes something while no bars are shown.
  void aside(const std::function<void(const Console&)>& write) { display_.aside(write); }
  // Breaks off what still goes on. The error that the pull ended with, if it did.
  base::Result<> finish();

 private:
  struct Component {
    std::set<oci::Digest> missing;
    std::optional<oci::Digest> source;
    std::string source_path;
    bool told = false, code_told = false;
  };

  void run();
  async::Task<base::Result<>> run_until_told(RegistrySession* session, async::Signal* stop);
  async::Task<base::Result<>> find_or_pull(RegistrySession* session);
  async::Task<bool> is_current(RegistrySession* session, oci::Digest here);
  base::Result<> note_use(RegistrySession& session, const oci::Digest& digest) const;
  base::Result<> know(const oci::Pulled& pulled);
  void end_with(base::Result<> result);
  void came(const oci::Digest& digest);
  void tell(size_t component);

  void started(const oci::Descriptor& blob) override { display_.started(blob); }
  void there_already(const oci::Descriptor& blob) override;
  void moved(const oci::Descriptor& blob, uint64_t bytes) override { display_.moved(blob, bytes); }
  void finished(const oci::Descriptor& blob) override;

  const RegistryPullOptions& options_;
  world::Files& files_;
  base::Log& log_;
  oci::Store store_;
  TransferDisplay display_;
  std::optional<oci::Reference> reference_;
  std::optional<oci::PulledApp> pulled_;
  bool whole_ = false;
  std::promise<base::Result<AppSource>> known_;

  std::mutex mutex_;  // guards what follows: the thread that pulls meets those that serve
  bool is_known_ = false;
  std::set<oci::Digest> here_;
  std::vector<Component> components_;
  Listener* listener_ = nullptr;
  std::optional<async::Signal::Setter> stop_;  // while the pull runs
  bool stopping_ = false;
  base::Result<> result_;

  std::jthread thread_;
};

}  // namespace cli
