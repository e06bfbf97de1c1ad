#include "http/h1/connection.h"

#include <gtest/gtest.h>

#include "http/server/test_house.h"

namespace http {
namespace {

using namespace std::chrono_literals;
using ::testing::FakePeer;

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string date = "Date: Fri, 02 Jan 2026 01:00:00 GMT\r\n";

std::string head_of(std::string_view status, std::string_view fields = {}) {
  return base::format("HTTP/1.1 {}\r\n{}{}\r\n", status, date, fields);
}

Response response_with(Body body) {
  Response out;
  out.body = std::move(body);
  return out;
}

auto always(std::string text) {
  return [text](Request&) { return response_with(Body::of(text)); };
}

std::optional<base::Result<Response>> echo(Request& request) {
  return response_with(std::move(request.body));
}

std::optional<base::Result<Response>> wait(Request&) {
  return std::nullopt;
}

// Passes a body on, and counts.
class Counted final : public BodySource {
 public:
  Counted(Body body, size_t& bytes) : body_(std::move(body)), bytes_(bytes) {}
  async::Task<base::Result<base::View>> read() override {
    CO_TRY(const auto piece, co_await body_.read());
    bytes_ += piece.size();
    co_return piece;
  }

 private:
  Body body_;
  size_t& bytes_;
};

struct Connection1 : ::testing::Test {
  TestHouse house;
  ScriptedService& service = house.service;
};

TEST_F(Connection1, AnswersRequestsOneAfterTheOther) {
  service.script = always("hello");
  auto peer = house.call();
  const auto answer = head_of("200 OK", "Content-Length: 5\r\n") + "hello";
  EXPECT_EQ(house.send(peer, get), answer);
  EXPECT_EQ(house.send(peer, get), answer);
  EXPECT_EQ(service.calls, 2u);
  EXPECT_FALSE(peer.finished());
}

TEST_F(Connection1, AnswersPipelinedRequestsInOrder) {
  service.script = [](Request& request) { return response_with(Body::of(request.target)); };
  auto peer = house.call();
  const auto answers = house.send(peer,
                                  "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
                                  "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                                  "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(answers, head_of("200 OK", "Content-Length: 2\r\n") + "/1" +
                         head_of("200 OK", "Content-Length: 2\r\n") + "/2" +
                         head_of("200 OK", "Content-Length: 2\r\n") + "/3");
}

TEST_F(Connection1, WaitsWithTheNextPipelinedRequestUntilTheFirstIsAnswered) {
  service.script = wait;
  auto peer = house.call();
  house.send(peer, std::string(get) + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(service.calls, 1u);
  service.release(response_with(Body::of("1")));
  house.clock.settle();
  EXPECT_EQ(service.calls, 2u);
  EXPECT_EQ(service.last_target, "/b");
}

TEST_F(Connection1, TellsTheServiceWhoAsksWhat) {
  std::string seen;
  service.script = [&](Request& request) {
    seen = base::format("{} {}?{} {} {} {} {}", request.method, request.path(), request.query(),
                        request.scheme, request.authority, request.headers.find("x").value(),
                        request.client.text());
    return Response();
  };
  auto peer = house.call();
  house.send(peer, "PUT /p?q=1 HTTP/1.1\r\nHost: h:8\r\nX: y\r\n\r\n");
  EXPECT_TRUE(seen.starts_with("PUT /p?q=1 http h:8 y 127.0.0.1:")) << seen;
}

TEST_F(Connection1, ServesHttp10) {
  service.script = always("x");
  auto once = house.call();
  EXPECT_EQ(house.send(once, "GET / HTTP/1.0\r\n\r\n"),
            head_of("200 OK", "Content-Length: 1\r\nConnection: close\r\n") + "x");
  EXPECT_TRUE(once.finished());
  auto kept = house.call();
  EXPECT_EQ(house.send(kept, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
            head_of("200 OK", "Content-Length: 1\r\nConnection: keep-alive\r\n") + "x");
  EXPECT_FALSE(kept.finished());
}

TEST_F(Connection1, ClosesWhenTheClientAsksForIt) {
  service.script = always("x");
  auto peer = house.call();
  house.send(peer, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(peer.finished());
  EXPECT_FALSE(peer.broken());
}

TEST_F(Connection1, AnswersHeadWithoutABody) {
  service.script = always("hello");
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"),
            head_of("200 OK", "Content-Length: 5\r\n"));
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Content-Length: 5\r\n") + "hello");
}

// --- bodies of responses

TEST_F(Connection1, GivesABodyThatEndsAtOnceItsLength) {
  PushedBody body;
  body.push("ab");
  body.push("cd");
  body.end();
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Content-Length: 4\r\n") + "abcd");
}

TEST_F(Connection1, StreamsABodyAsItComes) {
  PushedBody body;
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Transfer-Encoding: chunked\r\n"));
  body.push("first");
  EXPECT_EQ(house.receive(peer), "5\r\nfirst\r\n");
  body.push("second");
  body.end();
  house.clock.settle();
  EXPECT_EQ(house.receive(peer), "6\r\nsecond\r\n0\r\n\r\n");
  EXPECT_TRUE(body.dropped());
}

TEST_F(Connection1, StreamsToHttp10UntilItCloses) {
  PushedBody body;
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
            head_of("200 OK", "Connection: close\r\n"));
  body.push("abc");
  body.end();
  house.clock.settle();
  EXPECT_EQ(house.receive(peer), "abc");
  EXPECT_TRUE(peer.finished());
}

TEST_F(Connection1, SendsTrailers) {
  PushedBody body;
  body.push("x");
  body.add_trailer("Sum", "1");
  body.end();
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get),
            head_of("200 OK", "Transfer-Encoding: chunked\r\n") + "1\r\nx\r\n0\r\nSum: 1\r\n\r\n");
}

TEST_F(Connection1, PullsABodyOnlyAsFastAsTheClientReads) {
  PushedBody body;
  for (int i = 0; i < 100; ++i) body.push(std::string(64 * 1024, 'x'));
  body.end();
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  peer.send(get);
  house.clock.settle();
  EXPECT_LE(body.reads(), 3u);
  EXPECT_GT(house.receive(peer).size(), 100u * 64 * 1024);
}

TEST_F(Connection1, SendsALargePieceWhole) {
  const std::string large(1'000'000, 'y');
  service.script = always(large);
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Content-Length: 1000000\r\n") + large);
}

TEST_F(Connection1, SendsAWholeBodyBeforeTheServiceHasEnded) {
  PushedBody body;
  body.push("abc");
  service.script = [&](Request&) { return response_with(body.body(3)); };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Content-Length: 3\r\n") + "abc");
  EXPECT_FALSE(body.dropped());
  body.end();
  house.clock.settle();
  EXPECT_TRUE(body.dropped());
}

TEST_F(Connection1, BreaksOffABodyThatFails) {
  PushedBody body;
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  house.send(peer, get);
  body.push("abc");
  body.fail(base::Kind::guest);
  house.clock.settle();
  EXPECT_EQ(house.receive(peer), "3\r\nabc\r\n");
  EXPECT_TRUE(peer.finished());
}

TEST_F(Connection1, ResetsABodyThatFailsWhereOnlyTheEndTells) {
  PushedBody body;
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  house.send(peer, "GET / HTTP/1.0\r\n\r\n");
  body.fail(base::Kind::guest);
  house.clock.settle();
  EXPECT_TRUE(peer.broken());
}

TEST_F(Connection1, AnswersWithAnErrorWhenABodyFailsBeforeTheHeadIsOut) {
  PushedBody body;
  body.fail(base::Kind::guest);
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), head_of("500 Internal Server Error", "Content-Length: 0\r\n"));
}

TEST_F(Connection1, NeverSendsMoreOrLessThanTheStatedLength) {
  for (const std::string content : {"ab", "abcd"}) {
    PushedBody body;
    service.script = [&](Request&) { return response_with(body.body(3)); };
    auto peer = house.call();
    house.send(peer, get);
    body.push(content);
    body.end();
    house.clock.settle();
    EXPECT_LE(house.receive(peer).size(), 2u);
    EXPECT_TRUE(peer.finished());
  }
}

TEST_F(Connection1, TurnsErrorsIntoStatusesWithoutDetail) {
  struct Row {
    base::Kind kind;
    std::string_view status;
  };
  const Row rows[] = {
      {base::Kind::invalid, "400 Bad Request"},
      {base::Kind::denied, "403 Forbidden"},
      {base::Kind::not_found, "404 Not Found"},
      {base::Kind::guest, "500 Internal Server Error"},
      {base::Kind::io, "500 Internal Server Error"},
      {base::Kind::internal, "500 Internal Server Error"},
      {base::Kind::unsupported, "501 Not Implemented"},
      {base::Kind::protocol, "502 Bad Gateway"},
      {base::Kind::limit, "503 Service Unavailable"},
      {base::Kind::unavailable, "503 Service Unavailable"},
      {base::Kind::timeout, "504 Gateway Timeout"},
  };
  for (const auto& row : rows) {
    service.script = [&](Request&) -> base::Result<Response> {
      return base::fail(row.kind, "secret detail");
    };
    auto peer = house.call();
    EXPECT_EQ(house.send(peer, get), head_of(row.status, "Content-Length: 0\r\n"));
    EXPECT_TRUE(house.log.lines.back().ends_with("secret detail")) << house.log.lines.back();
  }
  service.script = [&](Request&) -> base::Result<Response> {
    return base::fail(base::Kind::closed, "gone");
  };
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, get), "");
  EXPECT_TRUE(peer.finished());
}

// --- bodies of requests

constexpr std::string_view chunked_echo =
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(Connection1, EchoesABodyWithLength) {
  service.script = echo;
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc"),
            head_of("200 OK", "Content-Length: 6\r\n") + "abc");
  EXPECT_EQ(house.send(peer, "def"), "def");
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Content-Length: 0\r\n"));
}

TEST_F(Connection1, EchoesChunksAndTrailers) {
  service.script = echo;
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, chunked_echo), head_of("200 OK", "Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(house.send(peer, "3\r\nab"), "2\r\nab\r\n");
  EXPECT_EQ(house.send(peer, "c\r\n1\r\nd\r\n0\r\nT: u\r\n\r\n"), "2\r\ncd\r\n0\r\nT: u\r\n\r\n");
  service.script = always("x");
  EXPECT_EQ(house.send(peer, get), head_of("200 OK", "Content-Length: 1\r\n") + "x");
}

TEST_F(Connection1, EchoesAMegabyteThroughSmallBuffers) {
  house.net.set_link({.buffer = 4096, .most_per_read = 1500});
  service.script = echo;
  auto peer = house.call();
  std::string content;
  for (int i = 0; content.size() < 1'000'000; ++i) content += std::to_string(i);
  const auto answer =
      house.send(peer, base::format("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{}",
                                    content.size(), content));
  EXPECT_EQ(answer,
            head_of("200 OK", base::format("Content-Length: {}\r\n", content.size())) + content);
}

TEST_F(Connection1, DoesNotTakeInABodyThatNobodyReads) {
  service.script = wait;
  auto peer = house.call();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
  for (int i = 0; i < 50; ++i) {
    peer.send(std::string(20'000, 'x'));
    house.clock.settle();
  }
  EXPECT_GT(peer.unsent(), 900'000u);
  EXPECT_EQ(service.running, 1u);
}

TEST_F(Connection1, SaysContinueWhenTheBodyIsReadFirst) {
  service.script = echo;
  auto peer = house.call();
  EXPECT_EQ(house.send(peer,
                       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                       "Expect: 100-continue\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n" + head_of("200 OK", "Content-Length: 3\r\n"));
  EXPECT_EQ(house.send(peer, "abc"), "abc");
  EXPECT_FALSE(peer.finished());
}

TEST_F(Connection1, DoesNotSayContinueForABodyThatNobodyWants) {
  service.script = always("no");
  auto peer = house.call();
  EXPECT_EQ(house.send(peer,
                       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                       "Expect: 100-continue\r\n\r\n"),
            head_of("200 OK", "Content-Length: 2\r\nConnection: close\r\n") + "no");
}

TEST_F(Connection1, SkipsASmallBodyThatNobodyRead) {
  service.script = always("x");
  auto peer = house.call();
  const auto answer = head_of("200 OK", "Content-Length: 1\r\n") + "x";
  EXPECT_EQ(house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"), answer);
  EXPECT_EQ(house.send(peer, "defghi" + std::string(get)), answer);
}

TEST_F(Connection1, ClosesGentlyWhenTooMuchOfABodyIsUnread) {
  service.script = always("x");
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc"),
            head_of("200 OK", "Content-Length: 1\r\nConnection: close\r\n") + "x");
  EXPECT_TRUE(peer.finished());
  EXPECT_FALSE(peer.broken());
  house.send(peer, std::string(50'000, 'x'));
  EXPECT_FALSE(peer.broken());
  house.clock.advance(3s);
  EXPECT_EQ(house.server->connections(), 0u);
}

TEST_F(Connection1, AnswersAMalformedBodyWithItsStatusWhenTheServiceFails) {
  service.script = echo;
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, std::string(chunked_echo) + "zz\r\n"),
            head_of("400 Bad Request", "Content-Length: 0\r\nConnection: close\r\n"));
}

TEST(Connection1Limits, AnswersATooLongChunkedBodyWith413) {
  TestHouse house({.body_bytes = 10});
  house.service.script = echo;
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, std::string(chunked_echo) + "b\r\nabcdefghijk\r\n"),
            head_of("413 Payload Too Large", "Content-Length: 0\r\nConnection: close\r\n"));
}

TEST_F(Connection1, RefusesMalformedHeadsAndCloses) {
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, "GET / HTTP/1.1\r\n\r\n" + std::string(get)),
            head_of("400 Bad Request", "Content-Length: 0\r\nConnection: close\r\n"));
  EXPECT_TRUE(peer.finished());
  EXPECT_EQ(service.calls, 0u);
}

// --- clients that go away

TEST_F(Connection1, CancelsTheServiceWhenTheClientBreaksOff) {
  service.script = wait;
  auto peer = house.call();
  house.send(peer, get);
  EXPECT_EQ(service.running, 1u);
  peer.reset();
  house.clock.settle();
  EXPECT_EQ(service.running, 0u);
  EXPECT_EQ(house.server->connections(), 0u);
}

TEST_F(Connection1, CancelsTheServiceWhenTheClientClosesItsSide) {
  service.script = wait;
  auto peer = house.call();
  house.send(peer, get);
  peer.finish();
  house.clock.settle();
  EXPECT_EQ(service.running, 0u);
}

TEST_F(Connection1, CancelsTheServiceWhenTheClientLeavesBehindAnUnreadBody) {
  service.script = wait;
  auto peer = house.call();
  house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
  peer.finish();
  house.clock.settle();
  EXPECT_EQ(service.running, 0u);
}

TEST_F(Connection1, AnswersAClientThatHasClosedItsSideWhenItCanAtOnce) {
  const std::string large(1'000'000, 'y');
  service.script = always(large);
  auto peer = house.call();
  peer.send(get);
  peer.finish();
  house.clock.settle();
  EXPECT_EQ(house.receive(peer), head_of("200 OK", "Content-Length: 1000000\r\n") + large);
}

TEST_F(Connection1, DropsTheBodyWhenTheClientBreaksOffInTheMidst) {
  PushedBody body;
  service.script = [&](Request&) { return response_with(body.body()); };
  auto peer = house.call();
  house.send(peer, get);
  body.push("abc");
  house.clock.settle();
  EXPECT_FALSE(body.dropped());
  peer.reset();
  house.clock.settle();
  EXPECT_TRUE(body.dropped());
}

TEST_F(Connection1, TellsTheReaderOfABodyThatTheClientBrokeOff) {
  service.script = echo;
  auto peer = house.call();
  house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
  peer.reset();
  house.clock.settle();
  EXPECT_EQ(house.server->connections(), 0u);
}

// --- fairness

TEST_F(Connection1, AClientThatPipelinesWithoutEndLeavesTheLoopToOthers) {
  service.script = always("x");
  auto peer = house.call();
  for (int i = 0; i < 500; ++i) peer.send(get);
  size_t before_others = 0;
  house.loop.post([&] { before_others = service.calls; });
  house.receive(peer);
  house.clock.settle();
  EXPECT_EQ(service.calls, 500u);
  EXPECT_LT(before_others, 50u);
}

TEST_F(Connection1, ABodyThatComesFasterThanItIsReadLeavesTheLoopToOthers) {
  house.net.set_link({.buffer = 1'000'000, .most_per_read = 1000});
  size_t taken = 0;
  service.script = [&](Request& request) {
    return response_with(Body(std::make_unique<Counted>(std::move(request.body), taken), 300'000));
  };
  auto peer = house.call();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n");
  peer.send(std::string(300'000, 'x'));
  size_t before_others = 0;
  house.loop.post([&] { before_others = taken; });
  house.clock.settle();
  EXPECT_EQ(taken, 300'000u);
  EXPECT_LT(before_others, 100'000u);
}

// --- deadlines

TEST_F(Connection1, AnswersASlowHeadWith408) {
  auto peer = house.call();
  EXPECT_EQ(house.send(peer, "GET / HTTP/1.1\r\nHo"), "");
  house.clock.advance(9s);
  EXPECT_EQ(house.send(peer, "st"), "");
  house.clock.advance(2s);
  EXPECT_EQ(house.receive(peer),
            "HTTP/1.1 408 Request Timeout\r\nDate: Fri, 02 Jan 2026 01:00:10 GMT\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(peer.finished());
}

TEST_F(Connection1, ClosesSilentlyWhenNothingComes) {
  auto peer = house.call();
  house.clock.advance(11s);
  EXPECT_EQ(house.receive(peer), "");
  EXPECT_TRUE(peer.finished());
}

TEST_F(Connection1, ClosesWhenIdleTooLong) {
  service.script = always("x");
  auto peer = house.call();
  house.send(peer, get);
  house.clock.advance(59s);
  EXPECT_NE(house.send(peer, get), "");
  house.clock.advance(59s);
  EXPECT_FALSE(peer.finished());
  house.clock.advance(2s);
  EXPECT_TRUE(peer.finished());
  EXPECT_EQ(house.receive(peer), "");
}

TEST_F(Connection1, LetsAServiceTakeItsTime) {
  service.script = wait;
  auto peer = house.call();
  house.send(peer, get);
  house.clock.advance(1h);
  service.release(response_with(Body::of("late")));
  house.clock.settle();
  EXPECT_TRUE(house.receive(peer).ends_with("late"));
}

TEST_F(Connection1, AReadThatTheServiceGaveUpIsNotLate) {
  std::optional<Request> held;
  service.script = [&](Request& request) -> std::optional<base::Result<Response>> {
    held = std::move(request);
    return std::nullopt;
  };
  auto peer = house.call();
  house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
  {
    async::Started<base::Result<base::View>> read(held->body.read());
  }
  house.clock.advance(1h);
  EXPECT_EQ(service.running, 1u);
}

TEST_F(Connection1, AnswersABodyThatStallsWith408) {
  std::optional<Request> held;
  service.script = [&](Request& request) -> std::optional<base::Result<Response>> {
    held = std::move(request);
    return std::nullopt;
  };
  auto peer = house.call();
  house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
  {
    async::Started<base::Result<base::View>> read(held->body.read());
    house.clock.advance(29s);
    EXPECT_FALSE(read.ready());
    house.clock.advance(2s);
    EXPECT_TRUE(house.receive(peer).starts_with("HTTP/1.1 408 "));
    EXPECT_EQ(service.running, 0u);
    ASSERT_TRUE(read.ready());
    EXPECT_EQ(read.take().error().kind(), base::Kind::closed);
  }
}

TEST_F(Connection1, ClosesWhenTheClientDoesNotReadItsAnswer) {
  service.script = always(std::string(1'000'000, 'y'));
  auto peer = house.call();
  peer.send(get);
  house.clock.advance(29s);
  EXPECT_EQ(house.server->connections(), 1u);
  house.clock.advance(2s);
  EXPECT_EQ(house.server->connections(), 0u);
}

TEST_F(Connection1, BreaksOffTheReaderOfABodyWhoOutlivesTheExchange) {
  std::optional<Request> held;
  service.script = [&](Request& request) {
    held = std::move(request);
    return response_with(Body::of("x"));
  };
  auto peer = house.call();
  house.send(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
  async::Started<base::Result<base::View>> read(held->body.read());
  ASSERT_TRUE(read.ready());
  EXPECT_EQ(read.take().error().kind(), base::Kind::closed);
}

}  // namespace
}  // namespace http
