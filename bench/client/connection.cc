#include "connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "fail.h"
#include "response.h"

namespace bench {

std::optional<Connection> Connection::try_open(uint16_t port) {
  Connection connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection.socket_ < 0) fail_errno("socket");
  const int on = 1;
  ::setsockopt(connection.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection.socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    return connection;
  }
  if (errno != ECONNREFUSED) fail_errno("connect");
  return std::nullopt;
}

Connection Connection::open(uint16_t port) {
  auto connection = try_open(port);
  if (!connection) fail("nobody listens on port " + std::to_string(port));
  return std::move(*connection);
}

Connection::Connection(Connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(received_, other.received_);
  return *this;
}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

void Connection::get(const std::string& path) {
  send_all("GET " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  received_.clear();
  char piece[16384];
  while (!find_response_length(received_)) {
    const auto size = ::recv(socket_, piece, sizeof piece, 0);
    if (size < 0) fail_errno("recv");
    if (size == 0) fail("the connection ended before the answer did");
    received_.append(piece, static_cast<size_t>(size));
  }
}

void Connection::send_all(const std::string& text) {
  for (size_t sent = 0; sent < text.size();) {
    const auto size = ::send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size < 0) fail_errno("send");
    sent += static_cast<size_t>(size);
  }
}

}  // namespace bench
