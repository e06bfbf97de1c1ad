#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "world/asio_wait.h"
#include "world/clock.h"

namespace world {
namespace {

class RealClock final : public Clock {
 public:
  explicit RealClock(async::Loop& loop) : loop_(loop) {}

  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override { return std::chrono::system_clock::now(); }

  async::Task<> sleep_until(TimePoint when) override {
    boost::asio::steady_timer timer(loop_.io(), when);
    co_await AsioWait([&](auto done) { timer.async_wait(std::move(done)); });
  }

 private:
  async::Loop& loop_;
};

}  // namespace

std::unique_ptr<Clock> real_clock(async::Loop& loop) {
  return std::make_unique<RealClock>(loop);
}

}  // namespace world
