// A listening TCP socket. For .cc files of this room only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "world/net.h"

namespace world {

class TcpListener final : public Listener {
 public:
  // Takes over a bound, listening, non-blocking socket.
  TcpListener(boost::asio::io_context& io, int fd, base::Endpoint local);

  async::Task<base::Result<std::unique_ptr<Stream>>> accept() override;
  base::Endpoint local() const override { return local_; }
  void close() override;

 private:
  boost::asio::io_context& io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  base::Endpoint local_;
};

// The address that a socket is bound to.
base::Endpoint local_endpoint_of(int fd);

}  // namespace world
