// How a coroutine waits for one Asio operation. For .cc files of this room only.
//
//   boost::system::error_code error = co_await AsioWait([&](auto done) {
//     socket.async_wait(socket.wait_read, std::move(done));
//   });
//
// Destroying the wait cancels the operation; the I/O object must outlive the wait. Only operations
// that move no bytes are waited for (readiness, timers), so cancelling one loses nothing.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/error_code.hpp>
#include <coroutine>
#include <memory>
#include <utility>

namespace world {

template <class Initiate>
class AsioWait {
  struct State {
    std::coroutine_handle<> waiter;
    boost::system::error_code error;
    boost::asio::cancellation_signal cancel;
  };

 public:
  explicit AsioWait(Initiate initiate) : initiate_(std::move(initiate)) {}
  AsioWait(const AsioWait&) = delete;
  ~AsioWait() {
    if (!state_ || !state_->waiter) return;
    state_->waiter = nullptr;
    state_->cancel.emit(boost::asio::cancellation_type::terminal);
  }

  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    state_ = std::make_shared<State>();
    state_->waiter = waiter;
    initiate_(boost::asio::bind_cancellation_slot(
        state_->cancel.slot(), [state = state_](boost::system::error_code error) {
          state->error = error;
          if (state->waiter) std::exchange(state->waiter, nullptr).resume();
        }));
  }
  boost::system::error_code await_resume() noexcept { return state_->error; }

 private:
  Initiate initiate_;
  std::shared_ptr<State> state_;  // shared because Asio calls back after a cancelled wait is gone
};

}  // namespace world
