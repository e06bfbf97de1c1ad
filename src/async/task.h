// Task<T>: a coroutine that yields one T (usually a Result).
//
// Lazy: nothing runs until it is awaited, started (Started) or spawned (TaskGroup). Owned: the Task
// object owns the coroutine, and destroying it cancels the work at the point where it waits; each
// wait's destructor takes its request back, so there is no cancellation token. Thread-confined: a
// task runs on the thread that resumes it, in torpor the loop that started it.
//
//   Task<Result<int>> twice(int x) { co_return x * 2; }
//   CO_TRY(auto y, co_await twice(21));
//
// Parameters of a coroutine are taken by value, and a lambda with captures is never a coroutine.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "base/check.h"

namespace async {

template <class T>
class Task;

namespace detail {

struct PromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct Final {
    bool await_ready() noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
      return self.promise().continuation;
    }
    void await_resume() noexcept {}
  };
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { std::terminate(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() {}
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  // Runs the task from its start and continues when it has its value.
  auto operator co_await() && {
    struct Awaiter {
      Handle handle;
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
        handle.promise().continuation = waiter;
        return handle;
      }
      T await_resume() { return handle.promise().take(); }
    };
    CHECK(handle_);
    return Awaiter{handle_};
  }

  // For Started and TaskGroup.
  Handle release() { return std::exchange(handle_, nullptr); }

 private:
  Handle handle_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> detail::Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

// A task that runs already: construction runs it to its first wait. Then ask ready(), or co_await
// it (once). Destroying it cancels, as for Task.
template <class T = void>
class [[nodiscard]] Started {
 public:
  explicit Started(Task<T> task) : handle_(task.release()) {
    CHECK(handle_);
    handle_.resume();
  }
  Started(Started&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Started& operator=(Started&&) = delete;
  ~Started() {
    if (handle_) handle_.destroy();
  }

  bool ready() const { return handle_.done(); }
  // The value of a ready task.
  T take() { return handle_.promise().take(); }

  auto operator co_await() & {
    struct Awaiter {
      typename Task<T>::Handle handle;
      bool await_ready() noexcept { return handle.done(); }
      void await_suspend(std::coroutine_handle<> waiter) noexcept {
        handle.promise().continuation = waiter;
      }
      T await_resume() { return handle.promise().take(); }
    };
    return Awaiter{handle_};
  }

  // Who is resumed when the task ends; noop when nobody waits (any more).
  void set_continuation(std::coroutine_handle<> waiter) { handle_.promise().continuation = waiter; }

 private:
  typename Task<T>::Handle handle_;
};

namespace detail {
template <class A, class B>
struct EitherReady {
  Started<A>& a;
  Started<B>& b;
  bool await_ready() noexcept { return a.ready() || b.ready(); }
  void await_suspend(std::coroutine_handle<> waiter) noexcept {
    a.set_continuation(waiter);
    b.set_continuation(waiter);
  }
  void await_resume() noexcept {
    if (!a.ready()) a.set_continuation(std::noop_coroutine());
    if (!b.ready()) b.set_continuation(std::noop_coroutine());
  }
};
}  // namespace detail

// Waits until one of two started tasks is ready; both stay owned by the caller. When both are, both
// say so.
template <class A, class B>
auto either(Started<A>& a, Started<B>& b) {
  return detail::EitherReady<A, B>{a, b};
}

}  // namespace async
