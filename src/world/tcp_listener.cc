#include "world/tcp_listener.h"

#include <sys/socket.h>

#include <cerrno>

#include "world/asio_wait.h"
#include "world/system_error.h"
#include "world/tcp_address.h"
#include "world/tcp_stream.h"

namespace world {

base::Endpoint local_endpoint_of(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
  return to_endpoint(storage);
}

TcpListener::TcpListener(boost::asio::io_context& io, int fd, base::Endpoint local)
    : io_(io), acceptor_(io), local_(local) {
  namespace ip = boost::asio::ip;
  boost::system::error_code ignored;  // the kernel made the socket: assigning it cannot fail
  acceptor_.assign(local.address.is_v4() ? ip::tcp::v4() : ip::tcp::v6(), fd, ignored);
}

async::Task<base::Result<std::unique_ptr<Stream>>> TcpListener::accept() {
  for (;;) {
    if (!acceptor_.is_open()) co_return base::fail(base::Kind::closed, "the listener is closed");
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    const int fd = ::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&storage),
                             &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      co_return std::make_unique<TcpStream>(io_, fd, to_endpoint(storage), local_);
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EAGAIN) co_return system_failure(errno, "accepting a connection");
    const auto error = co_await AsioWait(
        [this](auto done) { acceptor_.async_wait(acceptor_.wait_read, std::move(done)); });
    if (error) co_return base::fail(base::Kind::closed, "the listener is closed");
  }
}

void TcpListener::close() {
  boost::system::error_code ignored;  // the descriptor is free in any case
  acceptor_.close(ignored);
}

}  // namespace world
