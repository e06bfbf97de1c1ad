// The open connections of a client: how many there are, and those that wait for their next request.
//
// An HTTP/1.1 connection belongs to one exchange at a time and is kept here in between; one that
// waits for too long, or whose server closes it or speaks unasked, is let go. HTTP/2 connections
// are shared: they stay here while they are used. Thread-confined; outlives what it hands out.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>

#include "async/event.h"
#include "async/task.h"
#include "http/client/limits.h"
#include "http/client/origin.h"
#include "http/h2/client_connection.h"
#include "world/clock.h"
#include "world/net.h"

namespace http::client {

class Pool;

// The right to one open connection, and its count.
class Permit {
 public:
  explicit Permit(size_t* open) : open_(open) { ++*open_; }
  Permit(Permit&& other) noexcept : open_(std::exchange(other.open_, nullptr)) {}
  Permit& operator=(Permit&& other) noexcept {
    std::swap(open_, other.open_);
    return *this;
  }
  ~Permit() {
    if (open_) --*open_;
  }

 private:
  size_t* open_;
};

// An HTTP/1.1 connection.
struct Link {
  Permit permit;
  std::unique_ptr<world::Stream> stream;
};

class Pool {
 public:
  Pool(world::Clock& clock, const Limits& limits);
  ~Pool();
  Pool(const Pool&) = delete;

  // For a connection about to be opened; the longest idle one makes room. Kind::limit when all are
  // in use.
  base::Result<Permit> permit();

  // A connection that waits and whose peer `check` (may be empty) allows: the one used last.
  std::optional<Link> take(const Origin& origin, const AddressCheck& check);
  void keep(const Origin& origin, Link link);

  // Null when there is none that takes another request.
  std::shared_ptr<h2::ClientConnection> find_shared(const Origin& origin,
                                                    const AddressCheck& check);
  void share(const Origin& origin, Permit permit, std::shared_ptr<h2::ClientConnection> connection);

  size_t open() const { return open_; }
  size_t idle() const { return idle_.size(); }

 private:
  struct Idle;
  struct Shared;

  async::Task<> sweep_forever();
  world::TimePoint next_sweep() const;
  void sweep();

  world::Clock& clock_;
  const Limits& limits_;
  size_t open_ = 0;
  std::list<Idle> idle_;  // the longest idle first
  std::list<Shared> shared_;
  async::Event added_;
  async::Started<> sweeping_;  // last: it uses all the others
};

}  // namespace http::client
