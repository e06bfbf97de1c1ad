// Readiness: waiting until sockets can be read or written, without a system call or an allocation
// per wait. For .cc files of this room only.
//
//   Watched watched;                       // beside the descriptor, and it stays where it is
//   auto& readiness = Readiness::of(io);   // one per loop
//   readiness.add(fd, watched);
//   while (would_block(fd)) co_await watched.readable.wait();
//   readiness.remove(fd, watched);         // before the descriptor is closed
//
// An epoll instance of its own inside Asio's: sockets are added once, edge-triggered (epoll(7)),
// and the loop hears of the instance as a whole, once per turn. Asio's own wait would cost
// epoll_ctl and four allocations each time (docs/decisions/0012).
#pragma once

#include <sys/epoll.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <coroutine>
#include <vector>

namespace world {

// One direction of a socket. One coroutine may wait for it.
class Way {
 public:
  class Wait {
   public:
    explicit Wait(Way& way) : way_(way) {}
    Wait(const Wait&) = delete;
    ~Wait() {
      if (waits_) way_.waiter_ = nullptr;
    }
    bool await_ready() const noexcept { return way_.open_; }
    void await_suspend(std::coroutine_handle<> waiter) noexcept {
      way_.waiter_ = waiter;
      waits_ = true;
    }
    void await_resume() noexcept { waits_ = false; }

   private:
    Way& way_;
    bool waits_ = false;
  };

  // False from when the kernel said "not now" (shut()) until it says otherwise.
  bool open() const { return open_; }
  void shut() { open_ = false; }
  // Destroying the wait takes it back. The way outlives it.
  Wait wait() { return Wait(*this); }
  bool is_awaited() const { return waiter_ != nullptr; }
  // Opens, and runs who waits.
  void pass();

 private:
  friend class Wait;
  bool open_ = true;
  std::coroutine_handle<> waiter_;
};

struct Watched {
  Way readable;
  Way writable;
  bool ended = false;  // no edge will come any more: the peer has closed its side, or it broke
};

class Readiness final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;  // Asio finds its services by this

  explicit Readiness(boost::asio::execution_context& context);
  static Readiness& of(boost::asio::io_context& io);

  // Makes the epoll instance; false, with errno, if the system has no room for it. add() does so
  // too, but a loop that is to accept connections cannot wait until descriptors are short.
  bool open();
  // False if the system has no room for it.
  bool add(int fd, Watched& watched);
  // No more is heard of it, and it may go. `fd` is -1 when only a wake() may be on its way.
  void remove(int fd, Watched& watched);
  // Lets those go on who wait, in the next turn.
  void wake(Watched& watched);

 private:
  void shutdown() override {}
  void listen();
  void dispatch();
  void dispatch_woken();

  boost::asio::posix::stream_descriptor epoll_;
  std::array<epoll_event, 64> events_;
  size_t told_ = 0;  // of events_, in dispatch()
  std::vector<Watched*> woken_;
};

}  // namespace world
