#include "cli/app_process.h"

#include <utility>

#include "world/ready_signal.h"

namespace cli {

using base::Result;

AppProcess::AppProcess(async::Loop& loop, const world::ListeningSocket& socket,
                       std::vector<std::string> arguments, std::function<void(int)> on_end)
    : loop_(loop),
      socket_(socket),
      arguments_(std::move(arguments)),
      on_end_(std::move(on_end)),
      children_(world::real_children(loop)) {}

async::Task<Result<bool>> AppProcess::start_next() {
  CO_TRY(auto ready, world::ReadySignal::make(loop_));
  world::ChildProgram program{.name = "/proc/self/exe", .arguments = {"up"}};
  program.arguments.insert(program.arguments.end(), arguments_.begin(), arguments_.end());
  program.arguments.push_back(base::format("--listen-fd={}", socket_.descriptor()));
  program.arguments.push_back(base::format("--ready-fd={}", ready.descriptor()));
  program.descriptors = {socket_.descriptor(), ready.descriptor()};
  auto version = std::make_shared<Version>();
  CO_TRY(version->child, children_->start(std::move(program), nullptr));
  ready.release_descriptor();
  if (!co_await ready.wait()) {
    // It has said why; by then it has ended, or is about to.
    std::ignore = co_await version->child->wait();
    co_return false;
  }
  ask_to_end();
  serving_ = version;
  running_.spawn("app", accompany(std::move(version)));
  co_return true;
}

async::Task<> AppProcess::accompany(std::shared_ptr<Version> version) {
  const auto code = co_await version->child->wait();
  if (serving_ == version) serving_.reset();
  if (!version->asked_to_end) on_end_(code.value_or(-1));
}

void AppProcess::ask_to_end() {
  if (!serving_) return;
  serving_->asked_to_end = true;
  serving_->child->ask_to_end();
  serving_.reset();
}

async::Task<> AppProcess::end() {
  ask_to_end();
  co_await running_.wait_until_empty();
}

}  // namespace cli
