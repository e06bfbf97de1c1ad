// Loop: one thread's event loop. Torpor runs one per core; whatever a loop starts stays on it.
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace async {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;

  // Runs until stop(). The calling thread becomes the loop's thread.
  void run();
  // Runs what is ready now, without waiting; for tests. Returns how many handlers ran.
  size_t poll();

  // Any thread, any time.
  void stop();
  void post(std::move_only_function<void()> work);

  // For async/ and world/ only: Asio's name for this loop.
  boost::asio::io_context& io() { return *io_; }

 private:
  struct Guard;
  std::unique_ptr<boost::asio::io_context> io_;
  std::unique_ptr<Guard> guard_;
};

}  // namespace async
