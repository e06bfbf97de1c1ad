#include "http/client/pool.h"

#include <algorithm>
#include <array>
#include <utility>

namespace http::client {
namespace {

constexpr auto shared_look = std::chrono::seconds(5);  // between two looks at shared connections

bool allows(const AddressCheck& check, const base::Endpoint& peer) {
  return !check || check(peer).has_value();
}

}  // namespace

struct Pool::Idle {
  Idle(Origin o, Link l, world::TimePoint u)
      : origin(std::move(o)), link(std::move(l)), until(u), watch(link.stream->read_some(room)) {}

  // The server has closed it, or said something that nobody asked for.
  bool is_stale() const { return watch.ready(); }

  Origin origin;
  Link link;
  world::TimePoint until;
  std::array<char, 1> room{};
  async::Started<base::Result<size_t>> watch;
};

struct Pool::Shared {
  Origin origin;
  Permit permit;
  std::shared_ptr<h2::ClientConnection> connection;  // shared with its exchanges
  std::optional<world::TimePoint> idle_since{};
};

Pool::Pool(async::Loop& loop, world::Clock& clock, const Limits& limits, std::vector<Quota*> quotas)
    : loop_(loop),
      clock_(clock),
      limits_(limits),
      quotas_(std::move(quotas)),
      sweeping_(sweep_forever()) {
  for (auto* quota : quotas_) keepers_.emplace_back(*quota, loop_, [this] { give_way(); });
}

Pool::~Pool() = default;

async::Task<base::Result<Permit>> Pool::permit() {
  sweep();
  if (open_ >= limits_.connections && !idle_.empty()) idle_.pop_front();
  if (open_ >= limits_.connections) {
    co_return base::fail(base::Kind::limit, "all of {} outgoing connections are in use",
                         limits_.connections);
  }
  Permit permit(&open_);
  for (auto* quota : quotas_) {
    if (quota->most() == 0) {
      co_return base::fail(base::Kind::limit, "no outgoing connections are allowed");
    }
    permit.add(co_await quota->wait(&loop_));
  }
  co_return permit;
}

// Whether to hold on to what is not used.
bool Pool::keeps() const {
  return limits_.idle_time.count() > 0 && std::ranges::none_of(quotas_, &Quota::is_short);
}

// Somebody waits for a connection to be closed.
void Pool::give_way() {
  if (!idle_.empty()) {
    idle_.pop_front();
    return;
  }
  std::erase_if(shared_, [](const Shared& shared) { return shared.connection->exchanges() == 0; });
}

std::optional<Link> Pool::take(const Origin& origin, const AddressCheck& check) {
  std::erase_if(idle_, [](const Idle& idle) { return idle.is_stale(); });
  const auto at = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Idle& idle) {
    return idle.origin == origin && allows(check, idle.link.stream->peer());
  });
  if (at == idle_.rend()) return std::nullopt;
  std::list<Idle> taken;
  taken.splice(taken.begin(), idle_, std::prev(at.base()));
  // The watch ends before the stream changes hands.
  auto link = std::move(taken.front().link);
  return link;
}

void Pool::keep(const Origin& origin, Link link) {
  if (!keeps()) return;
  idle_.emplace_back(origin, std::move(link), clock_.now() + limits_.idle_time);
  added_.notify_all();
}

std::shared_ptr<h2::ClientConnection> Pool::find_shared(const Origin& origin,
                                                        const AddressCheck& check) {
  for (auto& shared : shared_) {
    if (shared.origin != origin || !shared.connection->takes_requests()) continue;
    if (!allows(check, shared.connection->peer())) continue;
    shared.idle_since.reset();
    return shared.connection;
  }
  return nullptr;
}

std::shared_ptr<h2::ClientConnection> Pool::share(
    const Origin& origin, Permit permit, std::shared_ptr<h2::ClientConnection> connection) {
  if (limits_.idle_time.count() == 0) {
    struct Own {
      Permit permit;
      std::shared_ptr<h2::ClientConnection> connection;
    };
    const auto own = std::make_shared<Own>(std::move(permit), std::move(connection));
    return {own, own->connection.get()};
  }
  shared_.push_back({origin, std::move(permit), connection});
  added_.notify_all();
  return connection;
}

async::Task<> Pool::sweep_forever() {
  for (;;) {
    while (idle_.empty() && shared_.empty()) co_await added_.wait();
    co_await clock_.sleep_until(next_sweep());
    sweep();
  }
}

world::TimePoint Pool::next_sweep() const {
  const auto look = clock_.now() + shared_look;
  return idle_.empty() ? look : std::min(look, idle_.front().until);
}

void Pool::sweep() {
  const auto now = clock_.now();
  std::erase_if(idle_, [&](const Idle& idle) { return idle.is_stale() || idle.until <= now; });
  std::erase_if(shared_, [&](Shared& shared) {
    if (shared.connection->is_over()) return true;
    if (shared.connection->exchanges() > 0) {
      shared.idle_since.reset();
    } else if (!shared.idle_since) {
      shared.idle_since = now;
    }
    if (!shared.idle_since) return false;
    return !keeps() || now - *shared.idle_since >= limits_.idle_time;
  });
}

}  // namespace http::client
