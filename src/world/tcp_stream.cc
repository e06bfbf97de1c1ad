#include "world/tcp_stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

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
      if (buffer.empty()) continue;
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
    : readiness_(Readiness::of(io)), fd_(fd), peer_(peer), local_(local) {
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!readiness_.add(fd_, watched_)) end();
}

TcpStream::~TcpStream() {
  end();
}

async::Task<base::Result<size_t>> TcpStream::read_some(base::MutableView room) {
  for (;;) {
    if (fd_ < 0) co_return base::fail(base::Kind::closed, "the connection is closed");
    if (watched_.readable.open()) {
      const ssize_t got = ::recv(fd_, room.data(), room.size(), MSG_DONTWAIT);
      if (got >= 0) {
        // Less than there was room for is all there was, and what follows is another edge.
        const bool all = got > 0 && static_cast<size_t>(got) < room.size();
        if (all && !watched_.ended) watched_.readable.shut();
        co_return static_cast<size_t>(got);
      }
      if (errno == EINTR) continue;
      if (errno != EAGAIN) co_return system_failure(errno, "reading from the connection");
      watched_.readable.shut();
    }
    co_await watched_.readable.wait();
  }
}

async::Task<base::Result<>> TcpStream::write(std::span<const base::View> buffers) {
  Unsent unsent(buffers);
  while (!unsent.empty()) {
    if (fd_ < 0) co_return base::fail(base::Kind::closed, "the connection is closed");
    const ssize_t sent = unsent.send_some(fd_);
    if (sent >= 0) {
      unsent.advance(static_cast<size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) co_return system_failure(errno, "writing to the connection");
    watched_.writable.shut();
    co_await watched_.writable.wait();
  }
  co_return base::Result<>();
}

async::Task<> TcpStream::shutdown_write() {
  ::shutdown(fd_, SHUT_WR);  // a peer that is gone needs no goodbye
  co_return;
}

void TcpStream::close() {
  if (fd_ < 0) return;
  end();
  readiness_.wake(watched_);
}

void TcpStream::end() {
  readiness_.remove(fd_, watched_);
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void TcpStream::reset_on_close() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace world
