#include "app/guest_log.h"

#include <algorithm>
#include <atomic>

namespace app {
namespace {

class ComponentLog final : public engine::GuestOutput {
 public:
  ComponentLog(world::Files& files, base::Log& log, std::string prefix, WriteToTerminal terminal)
      : files_(files), log_(log), prefix_(std::move(prefix)), terminal_(std::move(terminal)) {}

  void write_stdout(std::string_view bytes) override { write(1, "_stdout.txt", bytes); }
  void write_stderr(std::string_view bytes) override { write(2, "_stderr.txt", bytes); }

 private:
  void write(int stream, std::string_view suffix, std::string_view bytes) {
    if (terminal_) terminal_(stream, bytes);
    if (prefix_.empty()) return;
    const auto written = files_.append(base::format("{}{}", prefix_, suffix), bytes);
    if (written || failed_.exchange(true)) return;  // a full disk is told once, not per line
    base::log(log_, base::Level::warn, "app", "the output of a component is lost: {}",
              written.error().message());
  }

  world::Files& files_;
  base::Log& log_;
  std::string prefix_;  // "<folder>/<component>", "" for no files
  WriteToTerminal terminal_;
  std::atomic<bool> failed_ = false;
};

}  // namespace

base::Result<GuestLogs> GuestLogs::open(world::Files& files, base::Log& log,
                                        GuestLogOptions options, WriteToTerminal terminal) {
  if (!options.folder.empty()) TRY_VOID(files.make_directories(options.folder));
  return GuestLogs(files, log, std::move(options), std::move(terminal));
}

std::shared_ptr<engine::GuestOutput> GuestLogs::for_component(const std::string& id) {
  const bool shown =
      !options_.quiet &&
      (options_.follow.empty() || std::ranges::find(options_.follow, id) != options_.follow.end());
  std::string prefix;
  if (!options_.folder.empty()) {
    prefix = base::format("{}/{}", options_.folder, id);
    if (options_.truncate) {
      for (const auto* suffix : {"_stdout.txt", "_stderr.txt"}) {
        std::ignore = files_->remove(prefix + suffix);  // absent is as good as empty
      }
    }
  }
  return std::make_shared<ComponentLog>(*files_, *log_, std::move(prefix),
                                        shown ? terminal_ : WriteToTerminal());
}

}  // namespace app
