#include "world/tcp_stream.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

#include "world/asio_wait.h"
#include "world/system_error.h"

namespace world {
namespace {

constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

// What is left to send of a list of buffers, in the form that sendmsg takes.
class Unsent {
 public:
  explicit Unsent(std::span<const base::View> buffers) : rest_(buffers) { skip_empty(); }

  bool empty() const { return rest_.empty(); }

  // Sends what the socket takes now; -1 and errno as sendmsg.
  ssize_t send_some(int fd) const {
    std::array<iovec, 16> parts;
    size_t count = 0;
    for (const auto& buffer : rest_) {
      if (count == parts.size()) break;
      const size_t skip = count == 0 ? sent_ : 0;
      parts[count++] = {const_cast<char*>(buffer.data()) + skip, buffer.size() - skip};
    }
    if (count == 1) return ::send(fd, parts[0].iov_base, parts[0].iov_len, send_flags);
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return ::sendmsg(fd, &message, send_flags);
  }

  void advance(size_t bytes) {
    sent_ += bytes;
    while (!rest_.empty() && sent_ >= rest_.front().size()) {
      sent_ -= rest_.front().size();
      rest_ = rest_.subspan(1);
    }
  }

 private:
  void skip_empty() { advance(0); }

  std::span<const base::View> rest_;
  size_t sent_ = 0;  // of the first
};

}  // namespace

TcpStream::TcpStream(boost::asio::io_context& io, int fd, base::Endpoint peer, base::Endpoint local)
    : socket_(io), peer_(peer), local_(local) {
  namespace ip = boost::asio::ip;
  boost::system::error_code ignored;  // the kernel made the socket: assigning it cannot fail
  socket_.assign(peer.address.is_v4() ? ip::tcp::v4() : ip::tcp::v6(), fd, ignored);
  socket_.set_option(ip::tcp::no_delay(true), ignored);
}

async::Task<base::Result<size_t>> TcpStream::read_some(base::MutableView room) {
  for (;;) {
    if (!socket_.is_open()) co_return base::fail(base::Kind::closed, "the connection is closed");
    if (maybe_readable_) {
      const ssize_t got = ::recv(socket_.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
      if (got >= 0) {
        maybe_readable_ = static_cast<size_t>(got) == room.size() || got == 0;
        co_return static_cast<size_t>(got);
      }
      if (errno == EINTR) continue;
      if (errno != EAGAIN) co_return system_failure(errno, "reading from the connection");
    }
    maybe_readable_ = true;
    const auto error = co_await AsioWait(
        [this](auto done) { socket_.async_wait(socket_.wait_read, std::move(done)); });
    if (error) co_return system_failure(error.value(), "waiting to read");
  }
}

async::Task<base::Result<>> TcpStream::write(std::span<const base::View> buffers) {
  Unsent unsent(buffers);
  while (!unsent.empty()) {
    if (!socket_.is_open()) co_return base::fail(base::Kind::closed, "the connection is closed");
    const ssize_t sent = unsent.send_some(socket_.native_handle());
    if (sent >= 0) {
      unsent.advance(static_cast<size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) co_return system_failure(errno, "writing to the connection");
    const auto error = co_await AsioWait(
        [this](auto done) { socket_.async_wait(socket_.wait_write, std::move(done)); });
    if (error) co_return system_failure(error.value(), "waiting to write");
  }
  co_return base::Result<>();
}

async::Task<> TcpStream::shutdown_write() {
  boost::system::error_code ignored;  // a peer that is gone needs no goodbye
  socket_.shutdown(socket_.shutdown_send, ignored);
  co_return;
}

void TcpStream::close() {
  boost::system::error_code ignored;  // the descriptor is free in any case
  socket_.close(ignored);
}

void TcpStream::reset_on_close() {
  const linger now{1, 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace world
