#include "http/client/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client/test_house.h"
#include "http/server/test_house.h"

namespace http::client {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class ClientTest : public ::testing::Test, protected TestHouse {};

TEST_F(ClientTest, SendsARequestAndReadsItsAnswer) {
  listen();
  auto request = TestHouse::request("GET", "/a?b");
  request.headers.add("X-Note", "n");
  request.headers.add("Host", "somewhere.else");
  auto call = this->call(std::move(request));
  const auto server = accept();
  EXPECT_EQ(
      answer(*server, "HTTP/1.1 404 Not Found\r\nX-Why: gone\r\nContent-Length: 3\r\n\r\nno!"),
      "GET /a?b HTTP/1.1\r\nHost: example.org\r\nX-Note: n\r\n\r\n");
  ASSERT_TRUE(call.ready());
  EXPECT_EQ(call.response().status, 404);
  EXPECT_EQ(call.response().headers.find("x-why"), "gone");
  EXPECT_EQ(call.response().body.length(), 3u);
  EXPECT_EQ(read_to_end(call.response().body), "no!");
}

TEST_F(ClientTest, StreamsABodyOfKnownLength) {
  listen();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body(6);
  auto call = this->call(std::move(request));
  const auto server = accept();
  EXPECT_EQ(receive(*server), "POST / HTTP/1.1\r\nHost: example.org\r\nContent-Length: 6\r\n\r\n");
  body.push("abc");
  EXPECT_EQ(receive(*server), "abc");
  body.push("def");
  body.end();
  EXPECT_EQ(answer(*server, ok), "def");
  EXPECT_EQ(read_to_end(call.response().body), "ok");
}

TEST_F(ClientTest, LeavesOutContentOfAGetThatDoesNotSayHowMuch) {
  listen();
  PushedBody body;
  auto request = TestHouse::request("GET");
  request.body = body.body();
  auto call = this->call(std::move(request));
  EXPECT_EQ(answer(*accept(), ok), "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
  EXPECT_TRUE(body.dropped());
  EXPECT_EQ(call.response().status, 200);
}

TEST_F(ClientTest, StreamsABodyInChunksWithTrailers) {
  listen();
  PushedBody body;
  body.push("first");
  auto request = TestHouse::request("POST");
  request.body = body.body();
  auto call = this->call(std::move(request));
  const auto server = accept();
  EXPECT_EQ(receive(*server),
            "POST / HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5\r\nfirst\r\n");
  body.add_trailer("X-Sum", "42");
  body.end();
  EXPECT_EQ(answer(*server, ok), "0\r\nX-Sum: 42\r\n\r\n");
  EXPECT_EQ(call.response().status, 200);
}

TEST_F(ClientTest, SendsAFirstPieceThatIsReadyTogetherWithTheHead) {
  listen();
  net.set_link({.most_per_read = SIZE_MAX});
  auto request = TestHouse::request("POST");
  request.body = Body::of("small");
  auto call = this->call(std::move(request));
  EXPECT_EQ(receive(*accept()),
            "POST / HTTP/1.1\r\nHost: example.org\r\nContent-Length: 5\r\n\r\nsmall");
}

TEST_F(ClientTest, GivesPiecesOfTheAnswerAsTheyCome) {
  listen();
  auto call = get();
  const auto server = accept();
  answer(*server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
  auto& body = call.response().body;
  EXPECT_EQ(body.length(), std::nullopt);
  EXPECT_EQ(read(body), "one");
  EXPECT_EQ(read(body), "<wait>");
  send(*server, "3\r\ntwo\r\n0\r\nX-Sum: 42\r\n\r\n");
  EXPECT_EQ(read_to_end(body), "two");
  ASSERT_TRUE(body.trailers());
  EXPECT_EQ(body.trailers()->find("x-sum"), "42");
}

TEST_F(ClientTest, ReadsAnAnswerNoFasterThanItIsPulled) {
  net.set_link({.buffer = 1000});
  listen();
  auto call = get();
  const auto server = accept();
  answer(*server, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_FALSE(send(*server, std::string(50'000, 'x')));
}

TEST_F(ClientTest, ReadsAnAnswerThatEndsWithTheConnection) {
  listen();
  auto call = get();
  const auto server = accept();
  answer(*server, "HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_EQ(read(call.response().body), "all of it");
  server->close();
  EXPECT_EQ(read(call.response().body), "");
  EXPECT_EQ(client->pool().open(), 1u);  // until the body goes
}

TEST_F(ClientTest, PassesOverInterimResponses) {
  listen();
  auto call = get();
  answer(*accept(), "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
                        std::string(ok));
  EXPECT_EQ(call.response().status, 200);
  EXPECT_FALSE(call.response().headers.contains("link"));
}

TEST_F(ClientTest, TakesAnAnswerBeforeTheRequestIsOut) {
  listen();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body();
  auto call = this->call(std::move(request));
  const auto server = accept();
  answer(*server, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(call.response().status, 413);
  EXPECT_TRUE(body.dropped());
  EXPECT_THAT(receive(*server), HasSubstr("<end>"));
}

TEST_F(ClientTest, StreamsBothWaysAtOnce) {
  listen();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body();
  auto call = this->call(std::move(request));
  const auto server = accept();
  answer(*server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  ASSERT_TRUE(call.ready());
  for (const std::string piece : {"one", "two"}) {
    body.push(piece);
    EXPECT_EQ(receive(*server), "3\r\n" + piece + "\r\n");
    send(*server, "3\r\n" + piece + "\r\n");
    EXPECT_EQ(read(call.response().body), piece);
  }
}

TEST_F(ClientTest, HasNoBodyForHeadAnd204) {
  listen();
  auto head = call(TestHouse::request("HEAD"));
  const auto server = accept();
  answer(*server, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
  EXPECT_TRUE(head.response().body.empty());
  EXPECT_EQ(head.response().headers.find("content-length"), "1000");
  auto second = get();
  answer(*server, "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_TRUE(second.response().body.empty());
}

TEST_F(ClientTest, PassesNoFieldsOfAConnectionOn) {
  listen();
  auto request = TestHouse::request("GET");
  for (const auto* name : {"Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade",
                           "X-Mine", "X-Fine"}) {
    request.headers.add(name, "1");
  }
  request.headers.add("Connection", "x-mine");
  auto call = this->call(std::move(request));
  EXPECT_EQ(answer(*accept(),
                   "HTTP/1.1 200 OK\r\nConnection: X-Theirs, close\r\nX-Theirs: 1\r\n"
                   "Keep-Alive: 1\r\nTransfer-Encoding: chunked\r\nX-Good: 1\r\n\r\n0\r\n\r\n"),
            "GET / HTTP/1.1\r\nHost: example.org\r\nX-Fine: 1\r\n\r\n");
  ASSERT_EQ(call.response().headers.size(), 1u);
  EXPECT_EQ(call.response().headers[0].name, "X-Good");
}

TEST_F(ClientTest, ReusesAConnection) {
  listen();
  auto first = get("/1");
  const auto server = accept();
  answer(*server, ok);
  EXPECT_EQ(read_to_end(first.response().body), "ok");
  EXPECT_EQ(client->pool().idle(), 1u);
  auto second = get("/2");
  EXPECT_THAT(answer(*server, ok), StartsWith("GET /2"));
  EXPECT_EQ(read_to_end(second.response().body), "ok");
  EXPECT_EQ(net.calls(endpoint("10.0.0.1:80")), 1u);
}

TEST_F(ClientTest, KeepsNoConnectionThatIsNotThrough) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"closed by the server", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"},
      {"more than an answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore"},
      {"an answer that is not read", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"},
  };
  for (const auto& [what, bytes] : rows) {
    TestHouse house;
    house.listen();
    {
      auto call = house.get();
      house.answer(*house.accept(), bytes);
      EXPECT_EQ(call.response().status, 200) << what;
    }
    EXPECT_EQ(house.client->pool().open(), 0u) << what;
  }
}

TEST_F(ClientTest, KeptConnectionsCloseInTime) {
  listen();
  auto call = get();
  const auto server = accept();
  answer(*server, ok);
  read_to_end(call.response().body);
  clock.advance(29s);
  EXPECT_EQ(receive(*server), "");
  clock.advance(2s);
  EXPECT_EQ(receive(*server), "<end>");
  EXPECT_EQ(client->pool().open(), 0u);
}

TEST_F(ClientTest, UsesNoConnectionThatTheServerHasClosed) {
  listen();
  auto first = get();
  {
    const auto server = accept();
    answer(*server, ok);
    read_to_end(first.response().body);
  }
  clock.settle();
  auto post = TestHouse::request("POST");
  post.body = Body::of("content");
  auto second = call(std::move(post));
  answer(*accept(), ok);
  EXPECT_EQ(second.response().status, 200);
}

TEST_F(ClientTest, SendsAgainWhatAKeptConnectionLeftUnanswered) {
  listen();
  auto first = get();
  auto server = accept();
  answer(*server, ok);
  read_to_end(first.response().body);
  auto second = get("/again");
  EXPECT_THAT(receive(*server), StartsWith("GET /again"));
  server.reset();
  clock.settle();
  const auto other = accept();
  ASSERT_TRUE(other);
  EXPECT_THAT(answer(*other, ok), StartsWith("GET /again"));
  EXPECT_EQ(second.response().status, 200);
}

TEST_F(ClientTest, SendsNothingAgainThatMayHaveHadItsEffect) {
  for (const bool content : {false, true}) {
    TestHouse house;
    house.listen();
    auto first = house.get();
    auto server = house.accept();
    house.answer(*server, ok);
    house.read_to_end(first.response().body);
    auto request = TestHouse::request(content ? "PUT" : "POST");
    if (content) request.body = Body::of("content");
    auto second = house.call(std::move(request));
    house.receive(*server);
    server.reset();
    house.clock.settle();
    EXPECT_EQ(second.error(), "unavailable: no answer: the server closed the connection");
    EXPECT_EQ(house.net.calls(endpoint("10.0.0.1:80")), 1u);
  }
}

TEST_F(ClientTest, SendsAgainOnceOnly) {
  listen();
  auto first = get();
  auto server = accept();
  answer(*server, ok);
  read_to_end(first.response().body);
  auto second = get();
  server.reset();
  clock.settle();
  accept().reset();
  clock.settle();
  EXPECT_THAT(second.error(), StartsWith("unavailable: "));
}

TEST(ClientLimits, BoundConnections) {
  TestHouse house({.connections = 2});
  house.listen();
  auto first = house.get(), second = house.get(), third = house.get();
  EXPECT_THAT(third.error(), StartsWith("limit: "));
  const auto server = house.accept();
  house.answer(*server, ok);
  house.read_to_end(first.response().body);  // now it is idle, and makes room for another
  house.net.add_host("other.org", {base::IpAddress::v4({10, 0, 0, 1})});
  auto elsewhere = TestHouse::request("GET");
  elsewhere.authority = "other.org";
  auto fourth = house.call(std::move(elsewhere));
  EXPECT_FALSE(fourth.ready());
  EXPECT_EQ(house.receive(*server), "<end>");
  EXPECT_EQ(house.client->pool().open(), 2u);
}

TEST(ClientQuota, WhoeverComesWhenAllAreInUseWaits) {
  Quota quota(1);
  TestHouse house({}, {&quota});
  house.listen();
  auto first = house.get("/1"), second = house.get("/2");
  auto server = house.accept();
  EXPECT_THAT(house.answer(*server, ok), StartsWith("GET /1"));
  EXPECT_FALSE(house.accept());
  house.read_to_end(first.response().body);
  EXPECT_EQ(house.receive(*server), "<end>") << "kept, though somebody waited";
  EXPECT_THAT(house.answer(*house.accept(), ok), StartsWith("GET /2"));
  EXPECT_EQ(second.response().status, 200);
}

TEST(ClientQuota, AnIdleConnectionOfAnotherClientMakesRoom) {
  Quota quota(1);
  TestHouse house({}, {&quota});
  house.listen();
  auto first = house.get();
  const auto server = house.accept();
  house.answer(*server, ok);
  house.read_to_end(first.response().body);
  EXPECT_EQ(house.client->pool().idle(), 1u);

  Client other(ClientWorld{house.loop, house.clock, house.net, *house.tls, {&quota}});
  async::Started second(other.handle(TestHouse::request("GET")));
  EXPECT_EQ(house.receive(*server), "<end>");
  EXPECT_TRUE(house.accept());
}

TEST(ClientQuota, WhoeverWaitsForTooLongIsRefused) {
  Quota quota(1);
  TestHouse house({.timeouts = {.connect = 5s}}, {&quota});
  house.listen();
  auto first = house.get(), second = house.get();
  house.clock.advance(6s);
  EXPECT_EQ(second.error(), "limit: all outgoing connections are in use, and none was closed");
}

TEST(ClientQuota, OfNoneRefusesAtOnce) {
  Quota quota(0);
  TestHouse house({}, {&quota});
  EXPECT_EQ(house.get().error(), "limit: no outgoing connections are allowed");
}

TEST(ClientLimits, KeepNothing) {
  TestHouse house({.idle_time = 0s});
  house.listen();
  auto call = house.get();
  const auto server = house.accept();
  house.answer(*server, ok);
  house.read_to_end(call.response().body);
  EXPECT_EQ(house.receive(*server), "<end>");
  EXPECT_EQ(house.client->pool().open(), 0u);
}

TEST_F(ClientTest, ACancelledRequestClosesItsConnection) {
  listen();
  std::unique_ptr<world::Stream> server;
  {
    auto call = get();
    server = accept();
    receive(*server);
  }
  EXPECT_EQ(receive(*server), "<end>");
  EXPECT_EQ(client->pool().open(), 0u);
}

// One row for each kind of failure.

TEST_F(ClientTest, SaysWhenAHostHasNoAddress) {
  auto request = TestHouse::request("GET");
  request.authority = "nowhere.example";
  EXPECT_EQ(call(std::move(request)).error(), "not_found: host `nowhere.example` has no address");
}

TEST_F(ClientTest, SaysWhenNobodyListens) {
  EXPECT_EQ(get().error(), "unavailable: connecting to 10.0.0.1:80: refused");
}

TEST_F(ClientTest, TriesTheNextAddress) {
  net.add_host("example.org",
               {base::IpAddress::v4({10, 0, 0, 9}), base::IpAddress::v4({10, 0, 0, 8}),
                base::IpAddress::v4({10, 0, 0, 1})});
  net.add_silent(endpoint("10.0.0.8:80"));
  listen();
  auto call = get();
  clock.advance(16s);  // half of what was left
  answer(*accept(), ok);
  EXPECT_EQ(call.response().status, 200);
}

TEST_F(ClientTest, GivesUpConnectingInTime) {
  net.add_silent(endpoint("10.0.0.1:80"));
  auto request = TestHouse::request("GET");
  request.timeouts = Timeouts{.connect = 3s};
  auto call = this->call(std::move(request));
  clock.advance(2s);
  EXPECT_FALSE(call.ready());
  clock.advance(2s);
  EXPECT_EQ(call.error(), "timeout: connecting to 10.0.0.1:80 took too long");
}

TEST_F(ClientTest, GivesUpWaitingForAnAnswer) {
  listen();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body();
  request.timeouts = Timeouts{.first_byte = 3s};
  auto call = this->call(std::move(request));
  const auto server = accept();
  clock.advance(10s);
  EXPECT_FALSE(call.ready());  // it is still the client's turn
  body.end();
  clock.advance(2s);
  EXPECT_FALSE(call.ready());
  clock.advance(2s);
  EXPECT_EQ(call.error(), "timeout: no answer: the server took too long");
}

TEST_F(ClientTest, GivesUpWaitingForMoreOfAnAnswer) {
  listen();
  auto request = TestHouse::request("GET");
  request.timeouts = Timeouts{.between_bytes = 3s};
  auto call = this->call(std::move(request));
  const auto server = accept();
  answer(*server, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  EXPECT_EQ(read(call.response().body), "half");
  async::Started<base::Result<base::View>> reading(call.response().body.read());
  clock.advance(4s);
  ASSERT_TRUE(reading.ready());
  EXPECT_EQ(reading.take().error().kind(), base::Kind::timeout);
}

TEST_F(ClientTest, GivesUpSendingToAServerThatTakesNothing) {
  net.set_link({.buffer = 1000});
  listen();
  auto request = TestHouse::request("POST");
  request.body = Body::of(std::string(10'000, 'x'));
  request.timeouts = Timeouts{.between_bytes = 3s};
  auto call = this->call(std::move(request));
  const auto server = accept();
  clock.advance(4s);
  EXPECT_EQ(call.error(), "timeout: sending the request took too long");
}

TEST_F(ClientTest, ChecksEveryAddress) {
  net.add_host("example.org",
               {base::IpAddress::v4({127, 0, 0, 1}), base::IpAddress::v4({10, 0, 0, 1})});
  listen();
  const AddressCheck no_loopback = [](const base::Endpoint& where) -> base::Result<> {
    if (!where.address.is_loopback()) return {};
    return base::fail(base::Kind::denied, "{} is not allowed", where.text());
  };
  auto request = TestHouse::request("GET");
  request.check_address = no_loopback;
  auto call = this->call(std::move(request));
  answer(*accept(), ok);
  EXPECT_EQ(call.response().status, 200);
  EXPECT_EQ(net.calls(endpoint("127.0.0.1:80")), 0u);

  net.add_host("example.org", {base::IpAddress::v4({127, 0, 0, 1})});
  auto second = TestHouse::request("GET");
  second.check_address = no_loopback;
  EXPECT_EQ(this->call(std::move(second)).error(), "denied: 127.0.0.1:80 is not allowed");
}

TEST_F(ClientTest, ChecksTheAddressOfAKeptConnectionAgain) {
  listen();
  auto first = get();
  const auto server = accept();
  answer(*server, ok);
  read_to_end(first.response().body);
  auto request = TestHouse::request("GET");
  request.check_address = [](const base::Endpoint&) -> base::Result<> {
    return base::fail(base::Kind::denied, "no");
  };
  EXPECT_EQ(call(std::move(request)).error(), "denied: no");
  EXPECT_EQ(receive(*server), "");
}

TEST_F(ClientTest, RefusesAnswersThatBreakHttp) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"garbage", "220 smtp.example.org ESMTP\r\n"},
      {"a version of the future", "HTTP/3.0 200 OK\r\n\r\n"},
      {"a field without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"},
      {"a head without end", "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')},
      {"another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
  };
  for (const auto& [what, bytes] : rows) {
    TestHouse house;
    house.listen();
    auto call = house.get();
    house.answer(*house.accept(), bytes);
    ASSERT_TRUE(call.ready()) << what;
    EXPECT_THAT(call.error(), StartsWith("protocol: ")) << what;
    EXPECT_EQ(house.client->pool().open(), 0u) << what;
  }
}

TEST_F(ClientTest, TellsAHalfAnswerFromAWholeOne) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "half<protocol>"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "half<protocol>"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n",
       "half<protocol>"},
  };
  for (const auto& [bytes, body] : rows) {
    TestHouse house;
    house.listen();
    auto call = house.get();
    auto server = house.accept();
    house.answer(*server, bytes);
    async::Started<> finishing(server->shutdown_write());
    EXPECT_EQ(house.read_to_end(call.response().body), body) << bytes;
  }
  TestHouse house;
  house.listen();
  auto call = house.get();
  auto server = house.accept();
  house.answer(*server, "HTTP/1.1 200 OK\r\nContent-Le");
  server.reset();
  house.clock.settle();
  EXPECT_THAT(call.error(), StartsWith("protocol: "));
}

TEST_F(ClientTest, SaysWhenTheServerClosesUnanswered) {
  listen();
  auto call = get();
  receive(*accept());
  clock.settle();
  EXPECT_EQ(call.error(), "unavailable: no answer: the server closed the connection");
}

TEST_F(ClientTest, RefusesWhatCannotBeSent) {
  const auto with = [](auto change) {
    auto request = TestHouse::request("GET");
    change(request);
    return request;
  };
  EXPECT_THAT(call(with([](Request& r) { r.scheme = "ftp"; })).error(), StartsWith("unsupported"));
  EXPECT_THAT(call(with([](Request& r) { r.method = "GET /x"; })).error(), StartsWith("invalid"));
  EXPECT_THAT(call(with([](Request& r) { r.method = "CONNECT"; })).error(), StartsWith("invalid"));
  for (const auto* target : {"", "x", "/a b", "/a\r\nb", "/a#b", "http://a/"}) {
    EXPECT_THAT(call(with([&](Request& r) { r.target = target; })).error(), StartsWith("invalid"));
  }
  for (const auto* host : {"", ":80", "a b", "u@a", "a:0", "a:99999", "a:x", "[::1"}) {
    EXPECT_THAT(call(with([&](Request& r) { r.authority = host; })).error(), StartsWith("invalid"));
  }
}

TEST_F(ClientTest, PassesAnErrorOfTheRequestsBodyOn) {
  listen();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body();
  auto call = this->call(std::move(request));
  const auto server = accept();
  body.push("some");
  body.fail(base::Kind::guest);
  clock.settle();
  EXPECT_EQ(call.error(), "guest: pushed failure");
  EXPECT_THAT(receive(*server), HasSubstr("<end>"));
}

TEST_F(ClientTest, RefusesABodyThatIsNotAsLongAsItSaid) {
  for (const uint64_t said : {3, 5}) {
    TestHouse house;
    house.listen();
    auto request = TestHouse::request("POST");
    request.body = Body(Body::of("four").take_source(), said);
    EXPECT_THAT(house.call(std::move(request)).error(), StartsWith("guest: ")) << said;
  }
}

}  // namespace
}  // namespace http::client
