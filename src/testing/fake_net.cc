#include "testing/fake_net.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "async/event.h"
#include "base/check.h"

namespace testing {
namespace detail {

// Bytes on their way in one direction.
struct Pipe : std::enable_shared_from_this<Pipe> {
  Pipe(async::Loop& l, size_t c) : loop(l), capacity(c) {}

  size_t room() const { return bytes.size() < capacity ? capacity - bytes.size() : 0; }
  void wake() {
    loop.post([self = shared_from_this()] { self->changed.notify_all(); });
  }
  void put(std::string_view more) {
    bytes += more;
    wake();
  }
  std::string take(size_t most) {
    std::string out = bytes.substr(0, most);
    bytes.erase(0, out.size());
    wake();
    return out;
  }

  async::Loop& loop;
  size_t capacity;
  std::string bytes;
  bool finished = false;  // FIN: the writer has said all
  bool broken = false;    // RST, or nobody is left to read
  async::Event changed;
};

struct Wire {
  std::shared_ptr<Pipe> in, out;  // each shared by the two ends of the connection
  base::Endpoint local, peer;
  FakeLink link;
  bool closed = false;

  void finish() {
    out->finished = true;
    out->wake();
  }
  void reset() {
    in->broken = out->broken = true;
    in->wake();
    out->wake();
  }
  // As a kernel does: FIN, but RST when bytes were left unread; who writes to us later meets RST.
  void close() {
    if (std::exchange(closed, true)) return;
    if (!in->bytes.empty()) out->broken = true;
    in->broken = true;
    in->wake();
    finish();
  }
};

namespace {

std::pair<std::shared_ptr<Wire>, std::shared_ptr<Wire>> make_wires(async::Loop& loop,
                                                                   const FakeLink& link,
                                                                   base::Endpoint a,
                                                                   base::Endpoint b) {
  auto there = std::make_shared<Pipe>(loop, link.buffer);
  auto back = std::make_shared<Pipe>(loop, link.buffer);
  return {std::make_shared<Wire>(Wire{back, there, a, b, link}),
          std::make_shared<Wire>(Wire{there, back, b, a, link})};
}

class FakeStream final : public world::Stream {
 public:
  explicit FakeStream(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  ~FakeStream() override { close(); }

  async::Task<base::Result<size_t>> read_some(base::MutableView room) override {
    auto& in = *wire_->in;
    while (!in.broken && in.bytes.empty() && !in.finished) co_await in.changed.wait();
    if (in.broken) co_return base::fail(base::Kind::closed, "the connection broke");
    const auto got = in.take(std::min(room.size(), wire_->link.most_per_read));
    std::copy(got.begin(), got.end(), room.begin());
    co_return got.size();
  }

  async::Task<base::Result<>> write(std::span<const base::View> buffers) override {
    auto& out = *wire_->out;
    for (auto buffer : buffers) {
      while (!buffer.empty()) {
        if (out.broken || wire_->closed) {
          co_return base::fail(base::Kind::closed, "the connection broke");
        }
        const auto some = buffer.substr(0, out.room());
        if (some.empty()) {
          co_await out.changed.wait();
          continue;
        }
        out.put(some);
        buffer.remove_prefix(some.size());
      }
    }
    co_return base::Result<>();
  }

  async::Task<> shutdown_write() override {
    wire_->finish();
    co_return;
  }
  void close() override {
    if (reset_) wire_->reset();
    wire_->close();
    wire_->out->wake();  // a write of ours that waits ends as well
  }
  void reset_on_close() override { reset_ = true; }
  base::Endpoint peer() const override { return wire_->peer; }
  base::Endpoint local() const override { return wire_->local; }
  std::string_view alpn() const override { return wire_->link.alpn; }
  bool is_secure() const override { return !wire_->link.alpn.empty(); }

 private:
  std::shared_ptr<Wire> wire_;  // shared with the waits of its tasks' loop
  bool reset_ = false;
};

}  // namespace
}  // namespace detail

using detail::FakeStream;
using detail::Wire;

FakePeer::FakePeer(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}

FakePeer::~FakePeer() {
  if (wire_) wire_->close();
}

void FakePeer::send(std::string_view bytes) {
  if (!wire_->out->broken) wire_->out->put(bytes);
}

void FakePeer::finish() {
  wire_->finish();
}

void FakePeer::reset() {
  wire_->reset();
}

size_t FakePeer::unsent() const {
  return wire_->out->bytes.size();
}

std::string FakePeer::receive() {
  return wire_->in->take(SIZE_MAX);
}

bool FakePeer::finished() const {
  return wire_->in->finished && wire_->in->bytes.empty();
}

bool FakePeer::broken() const {
  return wire_->in->broken;
}

namespace {

struct Backlog {
  std::deque<std::unique_ptr<world::Stream>> streams;
  async::Event arrived;
  bool closed = false;
};

}  // namespace

struct FakeNet::State {
  explicit State(async::Loop& l) : loop(l) {}

  async::Loop& loop;
  FakeLink link;
  std::map<base::Endpoint, std::shared_ptr<Backlog>> listeners;
  std::map<std::string, std::vector<base::IpAddress>> hosts;
  std::map<base::Endpoint, size_t> calls;
  std::vector<base::Endpoint> silent;
  std::optional<base::Error> accept_failure;
  uint16_t next_port = 40'000;

  base::Endpoint loopback(uint16_t port) const {
    return {base::IpAddress::v4({127, 0, 0, 1}), port};
  }
  // The client's end; the server's end waits to be accepted. Nothing when nobody listens.
  std::shared_ptr<Wire> call(base::Endpoint where) {
    ++calls[where];
    const auto at = listeners.find(where);
    if (at == listeners.end() || at->second->closed) return nullptr;
    auto [client, server] = detail::make_wires(loop, link, loopback(next_port++), where);
    at->second->streams.push_back(std::make_unique<FakeStream>(std::move(server)));
    loop.post([backlog = at->second] { backlog->arrived.notify_all(); });
    return client;
  }

  class Listener;
};

class FakeNet::State::Listener final : public world::Listener {
 public:
  Listener(std::shared_ptr<State> state, base::Endpoint local, std::shared_ptr<Backlog> backlog)
      : state_(std::move(state)), local_(local), backlog_(std::move(backlog)) {}
  ~Listener() override { close(); }

  async::Task<base::Result<std::unique_ptr<world::Stream>>> accept() override {
    while (!backlog_->closed && backlog_->streams.empty()) co_await backlog_->arrived.wait();
    if (backlog_->closed) co_return base::fail(base::Kind::closed, "the listener is closed");
    if (auto failure = std::exchange(state_->accept_failure, std::nullopt)) {
      co_return std::unexpected(std::move(*failure));
    }
    auto stream = std::move(backlog_->streams.front());
    backlog_->streams.pop_front();
    co_return std::move(stream);
  }

  base::Endpoint local() const override { return local_; }

  void close() override {
    backlog_->closed = true;
    for (auto& stream : backlog_->streams) stream->reset_on_close();
    backlog_->streams.clear();
    state_->loop.post([backlog = backlog_] { backlog->arrived.notify_all(); });
  }

 private:
  std::shared_ptr<State> state_;
  base::Endpoint local_;
  std::shared_ptr<Backlog> backlog_;  // shared with posted wake-ups
};

FakeNet::FakeNet(async::Loop& loop) : state_(std::make_shared<State>(loop)) {}

FakeNet::~FakeNet() = default;

base::Result<std::unique_ptr<world::Listener>> FakeNet::listen(base::Endpoint where,
                                                               world::ListenOptions) {
  if (where.port == 0) where.port = state_->next_port++;
  auto& backlog = state_->listeners[where];
  if (backlog && !backlog->closed) {
    return base::fail(base::Kind::io, "listening on {}: address in use", where.text());
  }
  backlog = std::make_shared<Backlog>();
  return std::make_unique<State::Listener>(state_, where, backlog);
}

base::Result<std::unique_ptr<world::Listener>> FakeNet::adopt_listener(int fd) {
  return listen(state_->loopback(static_cast<uint16_t>(fd)), {});
}

async::Task<base::Result<std::unique_ptr<world::Stream>>> FakeNet::connect(base::Endpoint where) {
  if (std::ranges::find(state_->silent, where) != state_->silent.end())
    co_await std::suspend_always();
  auto wire = state_->call(where);
  if (!wire) {
    co_return base::fail(base::Kind::unavailable, "connecting to {}: refused", where.text());
  }
  co_return std::make_unique<FakeStream>(std::move(wire));
}

async::Task<base::Result<std::vector<base::IpAddress>>> FakeNet::resolve(std::string host) {
  if (const auto literal = base::IpAddress::parse(host)) co_return std::vector{*literal};
  const auto at = state_->hosts.find(host);
  if (at == state_->hosts.end()) {
    co_return base::fail(base::Kind::not_found, "host `{}` has no address", host);
  }
  co_return at->second;
}

void FakeNet::set_link(FakeLink link) {
  state_->link = std::move(link);
}

void FakeNet::add_host(std::string name, std::vector<base::IpAddress> addresses) {
  state_->hosts[std::move(name)] = std::move(addresses);
}

void FakeNet::fail_next_accept(base::Error error) {
  state_->accept_failure = std::move(error);
}

void FakeNet::add_silent(base::Endpoint where) {
  state_->silent.push_back(where);
}

FakePeer FakeNet::call(base::Endpoint where) {
  auto wire = state_->call(where);
  CHECK(wire);
  return FakePeer(std::move(wire));
}

std::pair<std::unique_ptr<world::Stream>, FakePeer> FakeNet::make_stream() {
  auto [a, b] =
      detail::make_wires(state_->loop, state_->link, state_->loopback(1), state_->loopback(2));
  return {std::make_unique<FakeStream>(std::move(a)), FakePeer(std::move(b))};
}

std::pair<std::unique_ptr<world::Stream>, std::unique_ptr<world::Stream>> FakeNet::make_pair() {
  auto [a, b] =
      detail::make_wires(state_->loop, state_->link, state_->loopback(1), state_->loopback(2));
  return {std::make_unique<FakeStream>(std::move(a)), std::make_unique<FakeStream>(std::move(b))};
}

size_t FakeNet::calls(base::Endpoint where) const {
  const auto at = state_->calls.find(where);
  return at == state_->calls.end() ? 0 : at->second;
}

}  // namespace testing
