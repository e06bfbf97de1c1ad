#include "http/server/server.h"

#include <gtest/gtest.h>

#include "http/server/test_house.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

std::optional<base::Result<Response>> at_once(Request&) {
  Response out;
  out.body = Body::of("x");
  return out;
}

bool is_ok(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 200 ");
}

struct Drain {
  explicit Drain(TestHouse& house, world::Duration most = 30s) : done(house.server->drain(most)) {
    house.clock.settle();
  }
  async::Started<> done;
};

TEST(Server, ServesManyClientsAtOnce) {
  TestHouse house;
  auto a = house.call();
  auto b = house.call();
  house.send(a, get);
  house.service.script = at_once;
  EXPECT_TRUE(is_ok(house.send(b, get)));
  EXPECT_EQ(house.service.running, 1u);
  EXPECT_EQ(house.server->connections(), 2u);
}

TEST(Server, LeavesClientsAboveTheLimitInTheBacklog) {
  TestHouse house({.connections = 2});
  house.service.script = at_once;
  auto a = house.call();
  auto b = house.call();
  auto c = house.call();
  EXPECT_EQ(house.send(c, get), "");
  EXPECT_EQ(house.server->connections(), 2u);
  a.reset();
  house.clock.settle();
  EXPECT_TRUE(is_ok(house.receive(c)));
}

TEST(Server, AcceptsAgainWhenDescriptorsAreFree) {
  TestHouse house;
  house.service.script = at_once;
  auto first = house.call();
  house.net.fail_next_accept({base::Kind::limit, "accepting: too many open files"});
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), "");
  EXPECT_EQ(house.log.lines.size(), 1u);
  house.clock.advance(50ms);
  EXPECT_TRUE(is_ok(house.receive(peer)));
}

TEST(Server, HandsClientsWithThePrefaceToHttp2) {
  TestHouse house;
  house.service.script = at_once;
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);
  auto whole = house.call();
  EXPECT_EQ(house.send(whole, preface + settings).substr(3, 1), "\4");
  auto bytewise = house.call();
  std::string answer;
  for (const char c : preface + settings) answer += house.send(bytewise, {&c, 1});
  EXPECT_EQ(answer.substr(3, 1), "\4");
}

TEST(Server, TakesAMethodThatBeginsLikeThePrefaceForWhatItIs) {
  TestHouse house;
  house.service.script = at_once;
  for (const std::string method : {"P", "PRI", "PROPFIND"}) {
    auto peer = house.call();
    EXPECT_TRUE(is_ok(house.send(peer, method + " / HTTP/1.1\r\nHost: h\r\n\r\n"))) << method;
  }
}

TEST(Server, KnowsThePrefaceAtTheBeginningOnly) {
  TestHouse house;
  house.service.script = at_once;
  auto peer = house.call();
  house.send(peer, get);
  EXPECT_TRUE(house.send(peer, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").starts_with("HTTP/1.1 505 "));
}

TEST(Server, SpeaksHttp2WhenAlpnSaysSo) {
  TestHouse house;
  house.net.set_link({.alpn = "h2"});
  auto peer = house.call();
  EXPECT_EQ(house.receive(peer).substr(3, 1), "\4");
}

TEST(Server, DrainsAtOnceWhenNobodyIsThere) {
  TestHouse house;
  Drain drain(house);
  EXPECT_TRUE(drain.done.ready());
}

TEST(Server, DrainLetsRequestsInFlightBeAnswered) {
  TestHouse house;
  auto peer = house.call();
  house.send(peer, get);
  Drain drain(house);
  house.clock.advance(10s);
  EXPECT_FALSE(drain.done.ready());
  house.service.release(Response());
  house.clock.settle();
  EXPECT_TRUE(house.receive(peer).contains("Connection: close\r\n"));
  EXPECT_TRUE(peer.finished());
  EXPECT_TRUE(drain.done.ready());
}

TEST(Server, DrainAnswersWhoWasAcceptedByTheKernel) {
  TestHouse house({.connections = 1});
  house.service.script = at_once;
  auto busy = house.call();
  auto waiting = house.call();
  waiting.send(get);
  Drain drain(house);
  EXPECT_TRUE(is_ok(house.receive(waiting)));
}

TEST(Server, DrainGivesIdleClientsALastCall) {
  TestHouse house;
  house.service.script = at_once;
  auto asks = house.call();
  auto silent = house.call();
  house.send(asks, get);
  house.send(silent, get);
  Drain drain(house);
  EXPECT_FALSE(silent.finished());
  const auto answer = house.send(asks, get);
  EXPECT_TRUE(is_ok(answer) && answer.contains("Connection: close\r\n"));
  house.clock.advance(1s);
  EXPECT_TRUE(silent.finished());
  EXPECT_TRUE(drain.done.ready());
}

TEST(Server, DrainBreaksOffWhatTakesTooLong) {
  TestHouse house;
  auto peer = house.call();
  house.send(peer, get);
  Drain drain(house, 5s);
  house.clock.advance(4s);
  EXPECT_EQ(house.service.running, 1u);
  house.clock.advance(1s);
  EXPECT_EQ(house.service.running, 0u);
  EXPECT_TRUE(drain.done.ready());
}

TEST(Server, DestroyingItBreaksEverythingOff) {
  TestHouse house;
  auto peer = house.call();
  house.send(peer, get);
  house.server.reset();
  EXPECT_EQ(house.service.running, 0u);
  house.clock.settle();
  EXPECT_TRUE(peer.finished());
}

// A handshake that never ends, and one that fails.
class SilentTls final : public world::TlsServer {
 public:
  const std::vector<std::string>& warnings() const override { return warnings_; }
  async::Task<base::Result<std::unique_ptr<world::Stream>>> accept(
      std::unique_ptr<world::Stream> plain) const override {
    char byte;
    CO_TRY(const auto got, co_await plain->read_some({&byte, 1}));
    co_return base::fail(base::Kind::protocol, "no TLS, but {} bytes", got);
  }

 private:
  std::vector<std::string> warnings_;
};

TEST(Server, PutsADeadlineOnTlsHandshakes) {
  TestHouse house;
  SilentTls tls;
  house.server.emplace(ServerWorld{house.loop, house.clock, house.log}, house.service, house.limits,
                       &tls);
  auto listener = house.net.listen({base::IpAddress::v4({127, 0, 0, 1}), 443}, {});
  house.address = (*listener)->local();
  house.server->serve(std::move(*listener));
  auto silent = house.call();
  auto wrong = house.call();
  house.send(wrong, "G");
  EXPECT_EQ(house.server->connections(), 1u);
  house.clock.advance(10s);
  EXPECT_EQ(house.server->connections(), 0u);
}

}  // namespace
}  // namespace http
