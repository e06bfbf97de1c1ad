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
#include <utility>
#include <vector>

#include "async/event.h"
#include "async/task.h"
#include "http/client/limits.h"
#include "http/client/origin.h"
#include "http/client/quota.h"
#include "http/h2/client_connection.h"
#include "world/clock.h"
#include "world/net.h"

namespace http::client {

class Pool;

// The right to one open connection, and its count.
class Permit {
 public:
  explicit Permit(size_t* open) : open_(open) { ++*open_; }
  Permit(Permit&& other) noexcept
      : open_(std::exchange(other.open_, nullptr)), places_(std::move(other.places_)) {}
  Permit& operator=(Permit&& other) noexcept {
    std::swap(open_, other.open_);
    std::swap(places_, other.places_);
    return *this;
  }
  ~Permit() {
    if (open_) --*open_;
  }
  // Holds this one too.
  void add(Quota::Place place) { places_.push_back(std::move(place)); }

 private:
  size_t* open_;
  std::vector<Quota::Place> places_;
};

// An HTTP/1.1 connection.
struct Link {
  Permit permit;
  std::unique_ptr<world::Stream> stream;
};

class Pool {
 public:
  // The quotas outlive it; the narrower comes first.
  Pool(async::Loop& loop, world::Clock& clock, const Limits& limits, std::vector<Quota*> quotas);
  ~Pool();
  Pool(const Pool&) = delete;

  // For a connection about to be opened; the longest idle one makes room. Kind::limit when all of
  // this pool are in use. Waits for a place in the quotas.
  async::Task<base::Result<Permit>> permit();

  // A connection that waits and whose peer `check` (may be empty) allows: the one used last.
  std::optional<Link> take(const Origin& origin, const AddressCheck& check);
  void keep(const Origin& origin, Link link);

  // Null when there is none that takes another request.
  std::shared_ptr<h2::ClientConnection> find_shared(const Origin& origin,
                                                    const AddressCheck& check);
  // For others to use; when nothing is kept, for those who have it alone. Returns it.
  std::shared_ptr<h2::ClientConnection> share(const Origin& origin, Permit permit,
                                              std::shared_ptr<h2::ClientConnection> connection);

  size_t open() const { return open_; }
  size_t idle() const { return idle_.size(); }

 private:
  struct Idle;
  struct Shared;

  bool keeps() const;
  void give_way();
  async::Task<> sweep_forever();
  world::TimePoint next_sweep() const;
  void sweep();

  async::Loop& loop_;
  world::Clock& clock_;
  const Limits& limits_;
  const std::vector<Quota*> quotas_;
  size_t open_ = 0;
  std::list<Idle> idle_;  // the longest idle first
  std::list<Shared> shared_;
  async::Event added_;
  std::list<Quota::Keeper> keepers_;
  async::Started<> sweeping_;  // last: it uses all the others
};

}  // namespace http::client
