// The network, from outside: byte streams, listeners, names. Real sockets in main/, a network in
// memory in tests (testing/fake_net.h). All of it belongs to one loop and is used on its thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "async/loop.h"
#include "async/offload.h"
#include "async/task.h"
#include "base/bytes.h"
#include "base/ip.h"
#include "base/result.h"

namespace world {

// A connected byte stream (TCP, or TLS over it). One read and one write may wait at the same time.
// Destroying a waiting task takes the wait back and leaves the stream usable, except that a
// cancelled write may have written a part.
class Stream {
 public:
  virtual ~Stream() = default;

  // Some bytes, at least one; 0 when the peer has closed its side. Kind::closed when the connection
  // broke. `room` must outlive the wait.
  virtual async::Task<base::Result<size_t>> read_some(base::MutableView room) = 0;
  // All the bytes, in order. Kind::closed when the peer does not read any more. The span and what
  // it shows must outlive the wait.
  virtual async::Task<base::Result<>> write(std::span<const base::View> buffers) = 0;

  // No more bytes will be written (FIN, or TLS close_notify and FIN).
  virtual async::Task<> shutdown_write() = 0;
  // Ends the connection at once; what waits on it ends with Kind::closed.
  virtual void close() = 0;
  // Makes close() send RST, for a peer that broke the protocol or will never read.
  virtual void reset_on_close() {}

  virtual base::Endpoint peer() const = 0;
  virtual base::Endpoint local() const = 0;
  // The protocol that ALPN chose ("h2", "http/1.1"), empty without TLS or ALPN.
  virtual std::string_view alpn() const { return {}; }
  virtual bool is_secure() const { return false; }
};

class Listener {
 public:
  virtual ~Listener() = default;
  // Kind::limit when no file descriptor is left: wait a little and try again.
  virtual async::Task<base::Result<std::unique_ptr<Stream>>> accept() = 0;
  virtual base::Endpoint local() const = 0;
  // accept() returns Kind::closed from now on.
  virtual void close() = 0;
};

// Whether several listeners, one per loop, have one address; the kernel spreads the connections.
enum class Sharing {
  none,
  first,  // nobody may have the address yet; others may join
  join,   // the address of a `first` of this user
};

struct ListenOptions {
  Sharing sharing = Sharing::none;
  int backlog = 4096;
};

class Net {
 public:
  virtual ~Net() = default;
  virtual base::Result<std::unique_ptr<Listener>> listen(base::Endpoint where,
                                                         ListenOptions options) = 0;
  // Takes over a listening socket that somebody else has bound (systemd, the shim).
  virtual base::Result<std::unique_ptr<Listener>> adopt_listener(int fd) = 0;
  virtual async::Task<base::Result<std::unique_ptr<Stream>>> connect(base::Endpoint where) = 0;
  // All addresses of a name, in the resolver's order; Kind::not_found when it has none.
  virtual async::Task<base::Result<std::vector<base::IpAddress>>> resolve(std::string host) = 0;
};

// `threads` resolves names; both outlive the Net.
std::unique_ptr<Net> real_net(async::Loop& loop, async::Threads& threads);

}  // namespace world
