#include "async/task_group.h"

namespace async {

// The frame around a spawned task. It frees itself when the task has ended.
struct TaskGroup::Runner {
  struct promise_type {
    Runner get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
  std::coroutine_handle<> handle;
};

TaskGroup::~TaskGroup() {
  cancel_all();
}

TaskGroup::Runner TaskGroup::run(TaskGroup* group, std::list<Member>::iterator at,
                                 Task<void> task) {
  co_await std::move(task);
  task = Task<void>();  // what the task held is let go before anybody hears that it ended
  group->ended(at);
}

void TaskGroup::spawn(std::string_view name, Task<void> task) {
  const auto at = members_.insert(members_.end(), Member{name, nullptr});
  at->runner = run(this, at, std::move(task)).handle;
  at->runner.resume();
}

void TaskGroup::ended(std::list<Member>::iterator at) {
  members_.erase(at);
  if (members_.empty() && waiter_) std::exchange(waiter_, nullptr).resume();
}

Task<void> TaskGroup::wait_until_empty() {
  struct Awaiter {
    TaskGroup* group;
    bool await_ready() noexcept { return group->members_.empty(); }
    void await_suspend(std::coroutine_handle<> waiter) noexcept { group->waiter_ = waiter; }
    void await_resume() noexcept {}
    ~Awaiter() { group->waiter_ = nullptr; }
  };
  co_await Awaiter{this};
}

void TaskGroup::cancel_all() {
  while (!members_.empty()) {
    const auto runner = members_.front().runner;
    members_.pop_front();
    runner.destroy();
  }
}

}  // namespace async
