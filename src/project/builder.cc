#include "project/builder.h"

#include <algorithm>

#include "async/task_group.h"
#include "base/text.h"

namespace project {
namespace {

using async::Task;
using base::Kind;
using base::Result;

// What a POSIX shell answers when it cannot find a command.
constexpr int command_not_found = 127;

}  // namespace

Task<Result<>> Builder::run(const std::vector<BuildJob>* jobs) {
  jobs_ = jobs;
  states_.assign(jobs->size(), State::waiting);
  async::TaskGroup group;
  for (size_t i = 0; i < jobs->size(); ++i) group.spawn("build", build(i));
  co_await group.wait_until_empty();
  co_return outcome();
}

Task<> Builder::build(size_t number) {
  const auto& job = (*jobs_)[number];
  while (!may_begin(job)) {
    if (count(State::failed) > 0) co_return;
    co_await changed_.wait();
  }
  if (count(State::failed) > 0) co_return;
  states_[number] = State::running;
  const auto result = co_await run_commands(&job);
  states_[number] = result ? State::done : State::failed;
  if (result) {
    world_.observer.ended(job);
  } else {
    world_.observer.failed(job, result.error());
  }
  changed_.notify_all();
}

bool Builder::may_begin(const BuildJob& job) const {
  return count(State::running) < at_once_ &&
         std::ranges::all_of(
             job.after, [this](size_t before) { return states_[before] == State::done; });
}

size_t Builder::count(State state) const {
  return static_cast<size_t>(std::ranges::count(states_, state));
}

Task<Result<>> Builder::run_commands(const BuildJob* job) {
  const auto info = world_.files.info(job->folder);
  if (!info || info->type != world::FileInfo::Type::directory) {
    co_return base::fail(Kind::not_found,
                         "there is no folder `{}` to build in (build.workdir in spin.toml)",
                         job->folder);
  }
  for (const auto& command : job->commands) CO_TRY_VOID(co_await run_command(job, command));
  co_return Result<>();
}

Task<Result<>> Builder::run_command(const BuildJob* job, std::string command) {
  world_.observer.started(*job, command);
  world::ChildSays says;
  if (output_ == BuildOutput::observed) {
    says = [this, job](base::View text) { world_.observer.said(*job, text); };
  }
  CO_TRY(const auto child,
         world_.children.start({"/bin/sh", {"-c", command}, job->folder, {}}, std::move(says)));
  CO_TRY(const int code, co_await child->wait());
  if (code == 0) co_return Result<>();
  const auto hint = code == command_not_found
                        ? "; a program that it needs is not installed: try torpor doctor"
                        : "";
  co_return base::fail(Kind::invalid, "`{}` ended with exit code {}{}", command, code, hint);
}

Result<> Builder::outcome() const {
  std::vector<std::string> failed;
  for (size_t i = 0; i < states_.size(); ++i) {
    if (states_[i] == State::failed) failed.push_back("`" + (*jobs_)[i].component + "`");
  }
  if (failed.empty()) return {};
  const auto left = count(State::waiting);
  return base::fail(Kind::invalid, "{} {} did not build{}",
                    failed.size() == 1 ? "component" : "components", base::join(failed, ", "),
                    left ? base::format("; {} more not begun", left) : "");
}

}  // namespace project
