// A blocking HTTP/1.1 connection to this machine, with nothing between the clock and the socket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

class Connection {
 public:
  // Nothing when nobody listens on the port.
  static std::optional<Connection> try_open(uint16_t port);
  // Fails when nobody listens.
  static Connection open(uint16_t port);

  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  ~Connection();

  // Sends GET `path` and returns when the last byte of the answer is here.
  void get(const std::string& path);

 private:
  explicit Connection(int socket) : socket_(socket) {}
  void send_all(const std::string& text);

  int socket_;
  std::string received_;
};

}  // namespace bench
