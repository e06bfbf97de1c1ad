// TaskGroup: owns work that nobody awaits.
//
// spawn() runs a task to its first wait, then the group keeps it until it ends. Destroying the
// group cancels what is left; it must not be destroyed by one of its own tasks. Thread-confined.
#pragma once

#include <coroutine>
#include <cstddef>
#include <list>
#include <string_view>

#include "async/task.h"

namespace async {

class TaskGroup {
 public:
  TaskGroup() = default;
  TaskGroup(const TaskGroup&) = delete;
  ~TaskGroup();

  // `name` is for people who read a dump of what runs; a string literal.
  void spawn(std::string_view name, Task<void> task);
  size_t size() const { return members_.size(); }

  // Returns when nothing runs. One waiter at a time.
  Task<void> wait_until_empty();
  // Cancels all that runs now. Not from one of the group's own tasks.
  void cancel_all();

 private:
  struct Member;
  struct Runner;
  static Runner run(TaskGroup* group, std::list<Member>::iterator at, Task<void> task);
  void ended(std::list<Member>::iterator at);

  struct Member {
    std::string_view name;
    std::coroutine_handle<> runner;
  };
  std::list<Member> members_;
  std::coroutine_handle<> waiter_;
};

}  // namespace async
