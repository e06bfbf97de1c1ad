// A whole server in memory, for tests: the test is the client and the clock, and scripts the
// service.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "async/event.h"
#include "http/server/server.h"
#include "testing/fake_clock.h"
#include "testing/fake_net.h"
#include "testing/noted_log.h"

namespace http {

// A body that the test pushes, piece by piece. Copies share it.
class PushedBody {
 public:
  void push(std::string piece) { put(std::move(piece)); }
  void end() { put(std::string()); }
  void fail(base::Kind kind) { put(base::fail(kind, "pushed failure")); }
  void add_trailer(std::string_view name, std::string_view value) {
    state_->trailers.add(name, value);
  }
  bool dropped() const { return state_->dropped; }
  size_t reads() const { return state_->reads; }

  Body body(std::optional<uint64_t> length = std::nullopt) const {
    return {std::make_unique<Source>(state_), length};
  }

 private:
  struct State {
    std::deque<base::Result<std::string>> pieces;
    Fields trailers;
    async::Event pushed;
    bool dropped = false;
    size_t reads = 0;
  };

  class Source final : public BodySource {
   public:
    explicit Source(std::shared_ptr<State> state) : state_(std::move(state)) {}
    ~Source() override { state_->dropped = true; }

    async::Task<base::Result<base::View>> read() override {
      ++state_->reads;
      while (state_->pieces.empty()) co_await state_->pushed.wait();
      CO_TRY(current_, std::move(state_->pieces.front()));
      if (!current_.empty()) state_->pieces.pop_front();  // the end stays
      co_return base::View(current_);
    }
    const Fields* trailers() const override { return &state_->trailers; }

   private:
    std::shared_ptr<State> state_;
    std::string current_;
  };

  void put(base::Result<std::string> piece) {
    state_->pieces.push_back(std::move(piece));
    state_->pushed.notify_all();
  }

  std::shared_ptr<State> state_ = std::make_shared<State>();  // shared with the source
};

// Answers as the test says, when it says so. Each request that is waited for is on the list.
class ScriptedService final : public Service {
 public:
  // How to answer at once; nothing: wait for release().
  std::function<std::optional<base::Result<Response>>(Request&)> script;

  async::Task<base::Result<Response>> handle(Request request) override {
    ++calls;
    last_target = request.target;
    const Running running(*this);
    if (script) {
      if (auto answer = script(request)) co_return std::move(*answer);
    }
    while (!released_) co_await released_now_.wait();
    co_return std::move(*std::exchange(released_, std::nullopt));
  }

  void release(base::Result<Response> answer) {
    released_ = std::move(answer);
    released_now_.notify_all();
  }

  size_t calls = 0;
  size_t running = 0;  // began, and neither ended nor cancelled
  std::string last_target;

 private:
  struct Running {
    explicit Running(ScriptedService& s) : service(s) { ++service.running; }
    Running(const Running&) = delete;
    ~Running() { --service.running; }
    ScriptedService& service;
  };

  std::optional<base::Result<Response>> released_;
  async::Event released_now_;
};

struct TestHouse {
  explicit TestHouse(ServerLimits with = {}) : limits(with) {
    server.emplace(ServerWorld{loop, clock, log}, service, limits, nullptr);
    auto listener = net.listen({base::IpAddress::v4({127, 0, 0, 1}), 80}, {});
    address = (*listener)->local();
    server->serve(std::move(*listener));
    clock.settle();
  }

  ::testing::FakePeer call() {
    auto peer = net.call(address);
    clock.settle();
    return peer;
  }
  // What comes back at once for these bytes.
  std::string send(::testing::FakePeer& peer, std::string_view bytes) {
    peer.send(bytes);
    clock.settle();
    return receive(peer);
  }
  std::string receive(::testing::FakePeer& peer) {
    std::string out;
    for (;;) {
      const auto some = peer.receive();
      if (some.empty()) return out;
      out += some;
      clock.settle();
    }
  }

  async::Loop loop;
  ::testing::FakeClock clock{loop};
  ::testing::FakeNet net{loop};
  ::testing::NotedLog log;
  ScriptedService service;
  ServerLimits limits;
  std::optional<Server> server;
  base::Endpoint address;
};

}  // namespace http
