// Threads for work that blocks or computes: compiling, mapping code, resolving names, file reads.
//
//   auto bytes = co_await offload(pool, loop, [path] { return read_file(path); });
//
// The work runs on a pool thread; the coroutine continues on its loop. Cancelling the wait does not
// stop work that has begun: its result is dropped. What has begun tells the loop when it ends, so
// the threads are destroyed before the loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "async/signal.h"
#include "async/task.h"

namespace async {

class Threads {
 public:
  // `most`: how many pieces of work run at once.
  explicit Threads(unsigned most);
  ~Threads();  // waits for what has begun
  Threads(const Threads&) = delete;

  void run(std::move_only_function<void()> work);

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

template <class F, class R = std::invoke_result_t<F>>
Task<R> offload(Threads* threads, Loop* loop, F work) {
  Signal done(*loop);
  auto result = std::make_shared<std::optional<R>>();
  threads->run([result, setter = done.setter(), work = std::move(work)]() mutable {
    result->emplace(work());
    setter.set();
  });
  co_await done.wait();
  co_return std::move(**result);
}

}  // namespace async
