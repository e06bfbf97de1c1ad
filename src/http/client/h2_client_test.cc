// The client over HTTP/2 and TLS, against our own server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/task_group.h"
#include "http/client/test_house.h"
#include "http/server/test_house.h"
#include "testing/h2_frames.h"

namespace http::client {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A server and the client that calls it. Links choose HTTP/2 by themselves, or TLS does.
class H2ClientTest : public ::testing::Test, protected TestHouse {
 protected:
  void serve(std::string_view where = "10.0.0.1:80", const world::TlsServer* with_tls = nullptr) {
    server.emplace(ServerWorld{loop, clock, log}, service, server_limits, with_tls);
    server->serve(net.listen(endpoint(where), {}).value());
    clock.settle();
  }
  void serve_h2() {
    net.set_link({.alpn = "h2"});
    serve();
  }
  void answer_with(std::function<Response(Request&)> make) {
    service.script = [make](Request& request) -> std::optional<base::Result<Response>> {
      return make(request);
    };
  }
  size_t connections() const { return net.calls(endpoint("10.0.0.1:80")); }

  ::testing::NotedLog log;
  ScriptedService service;
  ServerLimits server_limits;
  std::optional<Server> server;
};

TEST_F(H2ClientTest, SendsARequestAndReadsItsAnswer) {
  Request seen;
  answer_with([&](Request& request) {
    seen = std::move(request);
    auto response = plain_response(404, "no!");
    response.headers.add("X-Why", "gone");
    return response;
  });
  serve_h2();
  auto request = TestHouse::request("GET", "/a?b");
  request.headers.add("X-Note", "n");
  request.headers.add("Connection", "x-mine");
  request.headers.add("X-Mine", "1");
  auto call = this->call(std::move(request));
  ASSERT_TRUE(call.ready());
  EXPECT_EQ(seen.target, "/a?b");
  EXPECT_EQ(seen.version, Version::http2);
  EXPECT_EQ(seen.authority, "example.org");
  EXPECT_EQ(seen.headers.find("x-note"), "n");
  EXPECT_FALSE(seen.headers.contains("x-mine"));
  EXPECT_EQ(call.response().status, 404);
  EXPECT_EQ(call.response().headers.find("x-why"), "gone");
  EXPECT_EQ(call.response().body.length(), 3u);
  EXPECT_EQ(read_to_end(call.response().body), "no!");
}

TEST_F(H2ClientTest, SendsManyRequestsOverOneConnection) {
  serve_h2();
  auto first = get("/1"), second = get("/2"), third = get("/3");
  EXPECT_EQ(service.running, 3u);
  service.release(plain_response(200, "x"));
  clock.settle();
  EXPECT_EQ(connections(), 1u);
  EXPECT_EQ(client->pool().open(), 1u);
}

TEST_F(H2ClientTest, StreamsBothWaysAtOnceWithTrailers) {
  answer_with([](Request& request) {
    Response echo;
    echo.body = std::move(request.body);
    return echo;
  });
  serve_h2();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body();
  auto call = this->call(std::move(request));
  ASSERT_TRUE(call.ready());
  for (const std::string piece : {"one", "two"}) {
    EXPECT_EQ(read(call.response().body), "<wait>");
    body.push(piece);
    clock.settle();
    EXPECT_EQ(read(call.response().body), piece);
  }
  body.add_trailer("X-Sum", "42");
  body.end();
  clock.settle();
  EXPECT_EQ(read(call.response().body), "");
  ASSERT_TRUE(call.response().body.trailers());
  EXPECT_EQ(call.response().body.trailers()->find("x-sum"), "42");
}

TEST_F(H2ClientTest, PassesOverInterimResponses) {
  answer_with([](Request& request) {
    Response echo;
    echo.body = std::move(request.body);
    return echo;
  });
  serve_h2();
  PushedBody body;
  auto request = TestHouse::request("PUT");
  request.headers.add("Expect", "100-continue");
  request.body = body.body(7);
  auto call = this->call(std::move(request));
  body.push("content");
  body.end();
  clock.settle();
  ASSERT_TRUE(call.ready());
  EXPECT_EQ(read_to_end(call.response().body), "content");
}

TEST_F(H2ClientTest, ReadsAnAnswerNoFasterThanItIsPulled) {
  PushedBody body;
  for (int i = 0; i < 100; ++i) body.push(std::string(10'000, 'x'));
  body.end();
  answer_with([&](Request&) {
    Response out;
    out.body = body.body();
    return out;
  });
  serve_h2();
  auto call = get();
  EXPECT_LT(body.reads(), 30u);
  EXPECT_EQ(read_to_end(call.response().body).size(), 1'000'000u);
}

TEST_F(H2ClientTest, DroppingAnAnswerCancelsTheServer) {
  PushedBody body;
  answer_with([&](Request&) {
    Response out;
    out.body = body.body();
    return out;
  });
  serve_h2();
  {
    auto call = get();
    ASSERT_TRUE(call.ready());
    EXPECT_FALSE(body.dropped());
  }
  clock.settle();
  EXPECT_TRUE(body.dropped());
  EXPECT_EQ(server->connections(), 1u);
}

TEST_F(H2ClientTest, DroppingARequestCancelsTheServer) {
  serve_h2();
  {
    auto call = get();
    EXPECT_EQ(service.running, 1u);
  }
  clock.settle();
  EXPECT_EQ(service.running, 0u);
  EXPECT_EQ(server->connections(), 1u);
}

TEST_F(H2ClientTest, PassesAnErrorOfTheRequestsBodyOn) {
  serve_h2();
  PushedBody body;
  auto request = TestHouse::request("POST");
  request.body = body.body();
  auto call = this->call(std::move(request));
  body.fail(base::Kind::guest);
  clock.settle();
  EXPECT_EQ(call.error(), "guest: pushed failure");
  EXPECT_EQ(service.running, 0u);
}

TEST_F(H2ClientTest, ABodyThatBreaksOffIsAnError) {
  PushedBody body;
  answer_with([&](Request&) {
    Response out;
    out.body = body.body();
    return out;
  });
  serve_h2();
  auto call = get();
  body.push("half");
  clock.settle();
  EXPECT_EQ(read(call.response().body), "half");
  body.fail(base::Kind::guest);
  clock.settle();
  EXPECT_EQ(read(call.response().body), "<unavailable>");
}

TEST_F(H2ClientTest, AConnectionThatBreaksEndsAllItCarries) {
  serve_h2();
  auto waiting = get("/1");
  PushedBody body;
  answer_with([&](Request&) {
    Response out;
    out.body = body.body();
    return out;
  });
  auto reading = get("/2");
  ASSERT_TRUE(reading.ready());
  server.reset();
  clock.settle();
  EXPECT_THAT(waiting.error(), StartsWith("unavailable: "));
  EXPECT_EQ(read(reading.response().body), "<unavailable>");
}

TEST_F(H2ClientTest, GoesElsewhereWhenTheServerDrains) {
  serve_h2();
  auto first = get("/1");
  async::Started<> draining(server->drain(30s));
  clock.settle();
  service.release(plain_response(200, "last"));
  clock.settle();
  EXPECT_EQ(read_to_end(first.response().body), "last");
  clock.advance(2s);
  EXPECT_TRUE(draining.ready());
  serve();
  auto second = get("/2");
  EXPECT_EQ(connections(), 2u);
  EXPECT_FALSE(second.ready());
}

TEST_F(H2ClientTest, TriesAgainWhatTheServerRefused) {
  using ::testing::H2;
  net.set_link({.alpn = "h2"});
  listen();
  auto first = get("/1");
  const auto old = accept();
  receive(*old);
  send(*old, ::testing::h2_frame(H2::settings, 0, 0, "") +
                 ::testing::h2_frame(H2::headers, 5, 1, "\x88"));  // :status 200
  ASSERT_TRUE(first.ready());
  auto second = get("/2");
  const auto nothing_seen = ::testing::h2_number(1) + ::testing::h2_number(0);
  send(*old, ::testing::h2_frame(H2::goaway, 0, 0, nothing_seen));
  clock.settle();
  EXPECT_FALSE(second.ready());
  EXPECT_EQ(connections(), 2u);
}

TEST_F(H2ClientTest, GivesUpWaitingForAnAnswer) {
  serve_h2();
  auto request = TestHouse::request("GET");
  request.timeouts = Timeouts{.first_byte = 3s};
  auto call = this->call(std::move(request));
  clock.advance(2s);
  EXPECT_FALSE(call.ready());
  clock.advance(2s);
  EXPECT_EQ(call.error(), "timeout: no answer: the server took too long");
  EXPECT_EQ(service.running, 0u);
}

TEST_F(H2ClientTest, GivesUpWaitingForMoreOfAnAnswer) {
  PushedBody body;
  answer_with([&](Request&) {
    Response out;
    out.body = body.body();
    return out;
  });
  serve_h2();
  auto request = TestHouse::request("GET");
  request.timeouts = Timeouts{.between_bytes = 3s};
  auto call = this->call(std::move(request));
  async::Started<base::Result<base::View>> reading(call.response().body.read());
  clock.advance(4s);
  ASSERT_TRUE(reading.ready());
  EXPECT_EQ(reading.take().error().kind(), base::Kind::timeout);
}

TEST_F(H2ClientTest, ClosesAConnectionThatNobodyUses) {
  answer_with([](Request&) { return plain_response(200, "ok"); });
  serve_h2();
  {
    auto call = get();
    EXPECT_EQ(read_to_end(call.response().body), "ok");
  }
  clock.advance(25s);
  EXPECT_EQ(client->pool().open(), 1u);
  clock.advance(20s);
  EXPECT_EQ(client->pool().open(), 0u);
  EXPECT_EQ(server->connections(), 0u);
}

TEST_F(H2ClientTest, RefusesWhatIsNotHttp2) {
  net.set_link({.alpn = "h2"});
  listen();
  auto call = get();
  answer(*accept(), "HTTP/1.1 400 Bad Request\r\n\r\n");
  clock.advance(3s);
  EXPECT_THAT(call.error(), StartsWith("protocol: "));
}

class TlsClientTest : public H2ClientTest {
 protected:
  Call get_https() {
    auto request = TestHouse::request("GET");
    request.scheme = "https";
    return call(std::move(request));
  }
  void serve_tls(const world::TlsServerConfig& config) {
    tls_server = world::TlsServer::create(config).value();
    answer_with([&](Request& request) {
      version = request.version;
      scheme = request.scheme;
      return plain_response(200, "ok");
    });
    serve("10.0.0.1:443", tls_server.get());
  }

  std::unique_ptr<world::TlsServer> tls_server;
  Version version{};
  std::string scheme;
};

TEST_F(TlsClientTest, SpeaksHttp2WhenTheServerDoes) {
  serve_tls({authority.issue({.hosts = {"example.org"}})});
  auto call = get_https();
  ASSERT_TRUE(call.ready());
  EXPECT_EQ(read_to_end(call.response().body), "ok");
  EXPECT_EQ(version, Version::http2);
  EXPECT_EQ(scheme, "https");
}

TEST_F(TlsClientTest, WaitsForAConnectionThatItCanShare) {
  serve_tls({authority.issue({.hosts = {"example.org"}})});
  const auto https = [&] {
    auto request = TestHouse::request("GET");
    request.scheme = "https";
    return client->handle(std::move(request));
  };
  Call first(https()), second(https()), third(https());
  clock.settle();
  EXPECT_TRUE(first.ready() && second.ready() && third.ready());
  EXPECT_EQ(net.calls(endpoint("10.0.0.1:443")), 1u);
}

TEST_F(TlsClientTest, WaitsForNobodyWhoFails) {
  net.add_silent(endpoint("10.0.0.1:443"));
  auto first = get_https(), second = get_https(), third = get_https();
  clock.advance(61s);
  EXPECT_THAT(first.error(), StartsWith("timeout: "));
  EXPECT_THAT(second.error(), StartsWith("timeout: "));
  EXPECT_THAT(third.error(), StartsWith("timeout: "));
}

TEST_F(TlsClientTest, SpeaksHttp1Otherwise) {
  serve_tls({authority.issue({.hosts = {"example.org"}}), {"http/1.1"}});
  auto call = get_https();
  ASSERT_TRUE(call.ready());
  EXPECT_EQ(read_to_end(call.response().body), "ok");
  EXPECT_EQ(version, Version::http11);
}

TEST_F(TlsClientTest, RefusesACertificateThatIsNotTrusted) {
  serve_tls({authority.issue({.hosts = {"example.com"}})});
  EXPECT_EQ(get_https().error(),
            "denied: certificate: the certificate is for example.com, not example.org");
}

TEST_F(TlsClientTest, RefusesAServerWithoutTls) {
  serve("10.0.0.1:443");
  EXPECT_EQ(get_https().error(), "protocol: TLS: the peer does not speak TLS");
}

TEST_F(TlsClientTest, TellsAHalfAnswerFromAWholeOne) {
  listen("10.0.0.1:443");
  auto call = get_https();
  tls_server =
      world::TlsServer::create({authority.issue({.hosts = {"example.org"}}), {"http/1.1"}}).value();
  async::Started<base::Result<std::unique_ptr<world::Stream>>> accepting(
      tls_server->accept(accept()));
  clock.settle();
  const auto server = accepting.take().value();
  answer(*server, "HTTP/1.1 200 OK\r\n\r\nhalf");
  EXPECT_EQ(read(call.response().body), "half");
  server->close();  // without close_notify
  EXPECT_EQ(read(call.response().body), "<protocol>");
}

}  // namespace
}  // namespace http::client
