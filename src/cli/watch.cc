#include "cli/watch.h"

#include <algorithm>
#include <filesystem>

#include "async/event.h"
#include "base/text.h"
#include "cli/app_process.h"
#include "cli/build_run.h"
#include "cli/foreground.h"
#include "cli/rest_of_line.h"
#include "cli/up_listen.h"
#include "project/manifest_file.h"
#include "project/watch_plan.h"
#include "world/folder_watch.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr auto longest_wait = std::chrono::seconds(2);      // for files that are never quiet
constexpr auto build_echo = std::chrono::milliseconds(20);  // in which a build's own files are told

// The rounds of one run: files change, what they need is built, the next version is served.
class Watching {
 public:
  Watching(const WatchOptions& options, const Console& console)
      : options_(options), console_(console) {}

  Result<> run() {
    UpOptions up;
    TRY_VOID(parse_up_args(options_.up_args, up));  // what is wrong with them is said once
    TRY(auto socket, open_socket(up));
    socket_.emplace(std::move(socket));
    app_.emplace(foreground_.loop(), *socket_, up_arguments(), [this](int code) {
      tell("The app has ended with exit code {}; waiting for a change", code);
    });
    TRY(const auto file, project::read_manifest_file(*files_, options_.from));
    TRY(manifest_path_, files_->real_path(file.path));
    TRY_VOID(plan());
    return foreground_.run_to_end(watch_until_signal());
  }

 private:
  template <class... Args>
  void tell(base::FormatString<Args...> format, Args&&... args) const {
    console_.err(base::format("{} {}\n", console_.styled_err("1;36", "watch:"),
                              base::format(format, std::forward<Args>(args)...)));
  }

  static Result<world::ListeningSocket> open_socket(const UpOptions& up) {
    TRY(const auto where, parse_listen(up.listen));
    return open_first_free(where, up.find_free_port ? most_port_tries : 1,
                           world::ListeningSocket::open);
  }

  std::vector<std::string> up_arguments() const {
    std::vector<std::string> out{"--from", options_.from};
    if (!options_.profile.empty()) out.insert(out.end(), {"--profile", options_.profile});
    out.insert(out.end(), options_.up_args.begin(), options_.up_args.end());
    return out;
  }

  // Reads the manifest as it is now, and watches what it names.
  Result<> plan() {
    TRY(const auto file, project::read_manifest_file(*files_, options_.from));
    TRY(const auto app, project::parse_manifest(file, options_.profile));
    plan_.emplace(
        app, manifest_path_,
        options_.skip_build ? project::Building::left_to_others : project::Building::done_here);
    watching_.reset();
    TRY(watch_, world::open_folder_watch(foreground_.loop(), [this](const std::string& folder) {
          return plan_->enters(folder);
        }));
    for (const auto& root : plan_->roots()) TRY_VOID(watch_->add(nearest_folder(root)));
    watching_.emplace(collect());
    return {};
  }

  // A folder that is not there yet is seen when it is made in the one above.
  std::string nearest_folder(std::string path) const {
    for (;;) {
      const auto info = files_->info(path);
      if (info && info->type == world::FileInfo::Type::directory) return path;
      path = std::filesystem::path(path).parent_path().string();
    }
  }

  Task<> collect() {
    for (;;) {
      auto changes = co_await watch_->next();
      if (!changes) {
        console_.error(changes.error().message());
        co_return;
      }
      if (changes->lost) pending_.everything = true;
      for (const auto& path : changes->paths) pending_.add(plan_->action_for(path));
      if (!pending_.is_nothing()) last_change_ = foreground_.clock().now();
      // Not from within: who is told may end this task.
      foreground_.loop().post([this] { changed_.notify_all(); });
    }
  }

  Task<Result<>> watch_until_signal() {
    {
      async::Started<> rounds(run_rounds());
      async::Started<int> signal(foreground_.signals().next());
      co_await async::either(rounds, signal);
    }
    async::Started<> ending(app_->end());
    async::Started<int> again(foreground_.signals().next());
    if (!ending.ready()) co_await async::either(ending, again);
    co_return Result<>();
  }

  Task<> run_rounds() {
    project::WatchAction todo;
    todo.everything = true;
    for (;;) {
      co_await do_round(std::move(todo));
      todo = co_await next_action();
      if (options_.clear && console_.err_is_terminal()) console_.err("\x1b[2J\x1b[H");
    }
  }

  // What changed, when nothing more has for a moment.
  Task<project::WatchAction> next_action() {
    while (pending_.is_nothing()) co_await changed_.wait();
    auto& clock = foreground_.clock();
    const auto latest = clock.now() + longest_wait;
    while (clock.now() < std::min(last_change_ + options_.debounce, latest)) {
      co_await clock.sleep_until(std::min(last_change_ + options_.debounce, latest));
    }
    co_return std::exchange(pending_, {});
  }

  Task<> do_round(project::WatchAction todo) {
    const auto done = co_await try_round(std::move(todo));
    if (!done) console_.error(done.error().message());
    if (!done) tell("waiting for a change");
  }

  Task<Result<>> try_round(project::WatchAction todo) {
    if (todo.everything) CO_TRY_VOID(plan());
    if (!options_.skip_build && (todo.everything || !todo.builds.empty())) {
      CO_TRY_VOID(co_await build(
          todo.everything ? std::vector<std::string>()
                          : std::vector<std::string>(todo.builds.begin(), todo.builds.end())));
    }
    CO_TRY(const bool ready, co_await app_->start_next());
    if (!ready) {
      co_return base::fail(Kind::invalid,
                           "this version of the app does not start; the one before "
                           "goes on if there is one");
    }
    co_return Result<>();
  }

  Task<Result<>> build(std::vector<std::string> only) {
    BuildRun run(foreground_.loop(), foreground_.clock(), console_);
    CO_TRY_VOID(co_await run.build(options_.from, options_.profile, std::move(only)));
    // What the build wrote is served next: it is no reason to serve once more.
    co_await foreground_.clock().sleep_until(foreground_.clock().now() + build_echo);
    pending_.serve = false;
    co_return Result<>();
  }

  const WatchOptions& options_;
  const Console& console_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  Foreground foreground_;
  std::optional<world::ListeningSocket> socket_;
  std::optional<AppProcess> app_;
  std::string manifest_path_;  // absolute
  std::optional<project::WatchPlan> plan_;
  std::unique_ptr<world::FolderWatch> watch_;
  project::WatchAction pending_;
  world::TimePoint last_change_;
  async::Event changed_;
  std::optional<async::Started<>> watching_;  // last: it uses the others
};

}  // namespace

Result<> run_watch(const WatchOptions& options, const Console& console) {
  return Watching(options, console).run();
}

}  // namespace cli
