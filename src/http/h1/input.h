// The bytes that a connection has received and nobody has taken yet, and the read that fetches
// more: one at a time, which goes on whoever waits for it.
//
//   while (!enough(input.unread())) {
//     if (!input.fetch()) co_await input.wait();   // a read has ended, or wake() was called
//     if (input.gone()) ...
//   }
//
// unread() stays where it is while the input is pinned; else until the next fetch(). A peer that
// sends faster than it is read does not keep the loop to itself: now and then a read waits a turn.
#pragma once

#include <coroutine>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "async/task.h"
#include "world/net.h"

namespace http::h1 {

class Input {
 public:
  // The loop and the stream outlive the input. `most`: how many bytes may be unread at once.
  Input(async::Loop& loop, world::Stream& stream, size_t most);
  Input(const Input&) = delete;

  base::View unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void consume(size_t bytes) { begin_ += bytes; }
  void set_pinned(bool pinned) { pinned_ = pinned; }
  void release_spare_room();  // between two requests, when a long one has made the buffer large

  // Sees to it that a read is under way when there is room for it, and takes in what a read has
  // brought. True when one has: bytes, or the end.
  bool fetch();
  // The peer has closed its side, or the connection broke; there is only unread() left.
  bool gone() const { return gone_; }

  // Resumes when fetch() would be true, or at wake(). One waiter at a time.
  auto wait() { return WaitFor<std::monostate>{*this, nullptr}; }
  // Or when the work is ready.
  template <class T>
  auto wait_for_either(async::Started<T>& work) {
    return WaitFor<T>{*this, &work};
  }
  bool has_waiter() const { return waiter_ != std::coroutine_handle<>(std::noop_coroutine()); }
  void wake() { std::exchange(waiter_, std::noop_coroutine()).resume(); }  // inside the call

 private:
  using Read = async::Started<base::Result<size_t>>;

  template <class T>
  struct WaitFor {
    Input& input;
    async::Started<T>* work;
    bool await_ready() noexcept {
      return (work && work->ready()) || (input.read_ && input.read_->ready());
    }
    void await_suspend(std::coroutine_handle<> waiter) noexcept {
      if (work) work->set_continuation(waiter);
      input.set_waiter(waiter);
    }
    void await_resume() noexcept {
      if (work) work->set_continuation(std::noop_coroutine());
      input.set_waiter(std::noop_coroutine());
    }
  };

  void set_waiter(std::coroutine_handle<> waiter);
  void start_read();
  async::Task<base::Result<size_t>> read_next_turn(base::MutableView room);
  void make_room();
  bool take_read();

  async::Loop& loop_;
  world::Stream& stream_;
  size_t most_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0, begin_ = 0, end_ = 0;
  int reads_in_a_row_ = 0;  // without a wait
  bool filled_ = false;     // the last read took all the room it had
  bool pinned_ = false;
  bool gone_ = false;
  std::coroutine_handle<> waiter_ = std::noop_coroutine();
  std::optional<Read> read_;  // last: it writes into the buffer
};

}  // namespace http::h1
