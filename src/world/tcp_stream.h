// A TCP connection as a Stream. For .cc files of this room only.
#pragma once

#include <boost/asio/io_context.hpp>

#include "world/net.h"
#include "world/readiness.h"

namespace world {

class TcpStream final : public Stream {
 public:
  // Takes over a connected, non-blocking socket.
  TcpStream(boost::asio::io_context& io, int fd, base::Endpoint peer, base::Endpoint local);
  ~TcpStream() override;

  async::Task<base::Result<size_t>> read_some(base::MutableView room) override;
  async::Task<base::Result<>> write(std::span<const base::View> buffers) override;
  async::Task<> shutdown_write() override;
  void close() override;
  void reset_on_close() override;
  base::Endpoint peer() const override { return peer_; }
  base::Endpoint local() const override { return local_; }

 private:
  void end();

  Readiness& readiness_;
  int fd_;  // -1 once closed
  base::Endpoint peer_, local_;
  Watched watched_;
};

}  // namespace world
