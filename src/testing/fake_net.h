// A network in memory: listeners, connections and names, without a port.
//
//   FakeNet net(loop);
//   auto listener = net.listen(...);            // the code under test accepts from it
//   FakePeer peer = net.call(listener->local());  // the test is the client
//   peer.send("GET / HTTP/1.1\r\n...");
//   clock.settle();
//   EXPECT_EQ(peer.receive(), "HTTP/1.1 200 OK\r\n...");
//
// Streams are pairs of bounded buffers. Waits end through the loop, never inside a call of the
// other side, as with real sockets.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/loop.h"
#include "world/net.h"

namespace testing {

namespace detail {
struct Wire;  // one end of a connection
}  // namespace detail

// How a connection behaves. The same for both directions.
struct FakeLink {
  size_t buffer = 64 * 1024;        // bytes on their way before a write waits
  size_t most_per_read = SIZE_MAX;  // what one read_some() gives at most
  std::string alpn;                 // of both ends
};

// One end of a connection, for the test itself: nothing here waits.
class FakePeer {
 public:
  FakePeer() = default;
  explicit FakePeer(std::shared_ptr<detail::Wire> wire);
  FakePeer(FakePeer&&) = default;
  FakePeer& operator=(FakePeer&&) = default;
  ~FakePeer();  // closes, as a process that ends

  void send(std::string_view bytes);  // however full the buffer is
  void finish();                      // FIN: no more bytes will come from here
  void reset();                       // RST: both directions break
  size_t unsent() const;              // bytes that were sent and the other side has not read
  std::string receive();              // what has come since the last call
  bool finished() const;              // the other side has sent FIN, and all before it was received
  bool broken() const;                // the other side has sent RST

 private:
  std::shared_ptr<detail::Wire> wire_;
};

class FakeNet final : public world::Net {
 public:
  explicit FakeNet(async::Loop& loop);
  ~FakeNet() override;

  base::Result<std::unique_ptr<world::Listener>> listen(base::Endpoint where,
                                                        world::ListenOptions options) override;
  base::Result<std::unique_ptr<world::Listener>> adopt_listener(int fd) override;
  async::Task<base::Result<std::unique_ptr<world::Stream>>> connect(base::Endpoint where) override;
  async::Task<base::Result<std::vector<base::IpAddress>>> resolve(std::string host) override;

  // How connections made from now on behave.
  void set_link(FakeLink link);
  // resolve() knows these names alone.
  void add_host(std::string name, std::vector<base::IpAddress> addresses);
  // The next accept() of any listener ends with this error.
  void fail_next_accept(base::Error error);
  // connect() to it never ends.
  void add_silent(base::Endpoint where);

  // The test as client of a listener that is there, and as server of a stream under test.
  FakePeer call(base::Endpoint where);
  std::pair<std::unique_ptr<world::Stream>, FakePeer> make_stream();
  // Two ends for the code under test.
  std::pair<std::unique_ptr<world::Stream>, std::unique_ptr<world::Stream>> make_pair();
  // How many connections were made to it.
  size_t calls(base::Endpoint where) const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with listeners, which a test may keep longer
};

}  // namespace testing
