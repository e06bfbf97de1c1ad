#include "world/signals.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "world/asio_wait.h"

namespace world {

struct Signals::Set {
  explicit Set(boost::asio::io_context& io) : signals(io, SIGTERM, SIGINT) {}
  boost::asio::signal_set signals;
};

Signals::Signals(async::Loop& loop) : set_(std::make_unique<Set>(loop.io())) {
  std::signal(SIGPIPE, SIG_IGN);
}
Signals::~Signals() = default;

async::Task<int> Signals::next() {
  int number = 0;
  co_await AsioWait([&](auto done) {
    const auto slot = boost::asio::get_associated_cancellation_slot(done);
    auto on_signal = [&number, done = std::move(done)](boost::system::error_code error,
                                                       int signal) mutable {
      // After a cancellation `number` is gone.
      if (!error) number = signal;
      done(error);
    };
    set_->signals.async_wait(boost::asio::bind_cancellation_slot(slot, std::move(on_signal)));
  });
  co_return number;
}

}  // namespace world
