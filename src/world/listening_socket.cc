#include "world/listening_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "world/system_error.h"
#include "world/tcp_address.h"
#include "world/tcp_listener.h"

namespace world {
namespace {

constexpr int backlog = 4096;

}  // namespace

base::Result<ListeningSocket> ListeningSocket::open(base::Endpoint where) {
  const auto what = base::format("listening on {}", where.text());
  ListeningSocket out(::socket(where.address.is_v4() ? AF_INET : AF_INET6,
                               SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (out.fd_ < 0) return system_failure(errno, what);
  const int on = 1;
  ::setsockopt(out.fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto address = to_socket_address(where);
  if (::bind(out.fd_, address.get(), address.size) != 0) return system_failure(errno, what);
  if (::listen(out.fd_, backlog) != 0) return system_failure(errno, what);
  return out;
}

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

ListeningSocket::~ListeningSocket() {
  if (fd_ >= 0) ::close(fd_);
}

base::Endpoint ListeningSocket::local() const {
  return local_endpoint_of(fd_);
}

base::Result<int> duplicate_descriptor(int fd) {
  const int made = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (made < 0) return system_failure(errno, base::format("using descriptor {}", fd));
  return made;
}

}  // namespace world
