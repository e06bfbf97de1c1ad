#include "http/h2/server_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/h2/server_house.h"

namespace http::h2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A client that speaks HTTP/2 properly: a Session of the other side.
class Client {
 public:
  explicit Client(ServerHouse& house) : house_(house) {}

  StreamId send(Request request, Content content = Content::none) {
    request.authority = "example.org";
    const auto sent = session.request(block_of(request, std::nullopt), content).value();
    outboxes[sent.id] = sent.outbox;
    pump();
    return sent.id;
  }

  // Carries bytes until neither side has any left.
  void pump() {
    for (;;) {
      std::string out;
      do session.produce(&out, 1 << 20);
      while (session.wake_senders());
      if (!out.empty()) house_.peer.send(out);
      house_.clock.settle();
      const auto in = house_.peer.receive();
      if (in.empty() && out.empty()) return;
      EXPECT_TRUE(session.feed(in));
      note();
      session.wake_readers();
    }
  }

  // The whole body of an answer, read as it comes.
  base::Result<std::string> read(StreamId id) {
    async::Started<base::Result<std::string>> reading(
        read_all(std::move(responses.at(id).body), 1 << 30));
    for (int i = 0; i < 1000 && !reading.ready(); ++i) pump();
    if (!reading.ready()) return base::fail(base::Kind::timeout, "no end in sight");
    return reading.take();
  }

  void note() {
    while (auto notice = session.next_notice()) {
      if (notice->what == Notice::What::closed) closed[notice->stream] = notice->code;
      if (notice->what == Notice::What::gone_away) gone_away = true;
      if (notice->what != Notice::What::head) continue;
      auto response = notice->head.take_response();
      response.body = open_body(std::move(notice->inbox), std::nullopt);
      responses[notice->stream] = std::move(response);
    }
  }

 private:
  ServerHouse& house_;

 public:
  Session session{Side::client, {}, house_.clock, [] {}};
  std::map<StreamId, std::shared_ptr<Outbox>> outboxes;
  std::map<StreamId, Response> responses;
  std::map<StreamId, ErrorCode> closed;
  bool gone_away = false;
};

async::Task<base::Result<Response>> hello(Request) {
  co_return plain_response(200, "hello");
}

async::Task<base::Result<Response>> ready(Response response) {
  co_return response;
}

async::Task<base::Result<Response>> echo(Request request) {
  Response out;
  out.body = std::move(request.body);
  co_return out;
}

async::Task<base::Result<Response>> when(async::Event* event, std::string text) {
  co_await event->wait();
  co_return plain_response(200, text);
}

// Counts itself for as long as it runs.
struct Running {
  explicit Running(int* count) : count_(count) { ++*count_; }
  Running(const Running&) = delete;
  ~Running() { --*count_; }
  int* count_;
};

async::Task<base::Result<Response>> forever(int* running) {
  Running here(running);
  co_await std::suspend_always();
  co_return plain_response(500);
}

// Gives pieces of 10,000 bytes, and counts them.
class Endless final : public BodySource {
 public:
  Endless(size_t* pulled, size_t pieces) : pulled_(pulled), pieces_(pieces) {}
  async::Task<base::Result<base::View>> read() override {
    if (pieces_ == 0) co_return base::View();
    --pieces_;
    ++*pulled_;
    co_return piece_;
  }

 private:
  size_t* pulled_;
  size_t pieces_;
  const std::string piece_ = std::string(10'000, 'x');
};

Response stream_of(size_t* pulled, size_t pieces) {
  Response out;
  out.body = Body(std::make_unique<Endless>(pulled, pieces), std::nullopt);
  return out;
}

class H2Server : public ::testing::Test, protected ServerHouse {
 protected:
  H2Server() { service.handler = hello; }
  Client client{*this};
};

TEST_F(H2Server, AnswersAGet) {
  Request seen;
  service.handler = [&](Request request) {
    seen = std::move(request);
    return hello({});
  };
  start();
  Request request;
  request.target = "/a?b=c";
  request.headers.add("X-Note", "n");
  const auto id = client.send(std::move(request));
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.target, "/a?b=c");
  EXPECT_EQ(seen.scheme, "http");
  EXPECT_EQ(seen.authority, "example.org");
  EXPECT_EQ(seen.version, Version::http2);
  EXPECT_EQ(seen.headers.find("host"), "example.org");
  EXPECT_EQ(seen.headers.find("x-note"), "n");
  EXPECT_TRUE(seen.body.empty());
  const auto& response = client.responses.at(id);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("content-length"), "5");
  EXPECT_EQ(response.headers.find("date"), "Fri, 02 Jan 2026 01:00:00 GMT");
  EXPECT_EQ(client.read(id), "hello");
}

TEST_F(H2Server, TakesWhatWasReadBefore) {
  const auto bytes =
      std::string(client_preface) + ::testing::h2_frame(::testing::H2::settings, 0, 0, "");
  start(bytes.substr(0, 20));
  send(bytes.substr(20) + ::testing::h2_get(1));
  EXPECT_EQ(service.calls, 1u);
}

TEST_F(H2Server, ServesManyRequestsAtOnce) {
  async::Event first, second;
  service.handler = [&](Request request) {
    return when(request.target == "/1" ? &first : &second, request.target);
  };
  start();
  Request one, two;
  one.target = "/1";
  two.target = "/2";
  const auto id1 = client.send(std::move(one)), id2 = client.send(std::move(two));
  EXPECT_EQ(service.calls, 2u);
  second.notify_all();
  client.pump();
  EXPECT_FALSE(client.responses.contains(id1));
  EXPECT_EQ(client.read(id2), "/2");
  first.notify_all();
  client.pump();
  EXPECT_EQ(client.read(id1), "/1");
}

TEST_F(H2Server, StreamsABodyBothWaysAtOnce) {
  service.handler = echo;
  start();
  const auto id = client.send({.method = "POST"}, Content::follows);
  auto& outbox = *client.outboxes[id];
  ASSERT_TRUE(client.responses.contains(id));  // before any content
  auto& body = client.responses[id].body;
  for (const auto* piece : {"one", "two"}) {
    async::Started<bool> putting(outbox.put(piece));
    client.pump();
    EXPECT_TRUE(putting.ready());
    async::Started<base::Result<base::View>> reading(body.read());
    client.pump();
    ASSERT_TRUE(reading.ready());
    EXPECT_EQ(reading.take(), piece);
  }
}

TEST_F(H2Server, CarriesTrailersBothWays) {
  service.handler = echo;
  start();
  const auto id = client.send({.method = "POST"}, Content::follows);
  Fields trailers;
  trailers.add("x-sum", "42");
  async::Started<bool> putting(client.outboxes[id]->put("content"));
  client.outboxes[id]->finish(trailers);
  client.pump();
  auto body = std::move(client.responses[id].body);
  async::Started<base::Result<base::View>> first(body.read());
  EXPECT_EQ(first.take(), "content");
  async::Started<base::Result<base::View>> end(body.read());
  client.pump();
  EXPECT_EQ(end.take(), "");
  ASSERT_TRUE(body.trailers());
  EXPECT_EQ(body.trailers()->find("x-sum"), "42");
}

async::Task<> put_megabyte(Outbox* outbox, size_t* sent) {
  const std::string piece(10'000, 'x');
  while (*sent < 1'000'000 && co_await outbox->put(piece)) *sent += piece.size();
}

async::Task<base::Result<Response>> read_when(async::Event* event, Request request) {
  co_await event->wait();
  CO_TRY(const auto all, co_await read_all(std::move(request.body), 1 << 30));
  co_return plain_response(200, std::to_string(all.size()));
}

TEST_F(H2Server, OpensTheWindowOnlyAsTheServiceReads) {
  async::Event go;
  service.handler = [&](Request request) { return read_when(&go, std::move(request)); };
  start();
  const auto id = client.send({.method = "POST"}, Content::follows);
  size_t sent = 0;
  async::Started<> putting(put_megabyte(client.outboxes[id].get(), &sent));
  client.pump();
  const auto window = SessionLimits().stream_window;
  EXPECT_GT(sent + 10'000, window);
  EXPECT_LE(sent, window);
  go.notify_all();
  client.pump();
  EXPECT_EQ(sent, 1'000'000u);
}

TEST_F(H2Server, PullsABodyOnlyAsTheClientReads) {
  size_t pulled = 0;
  service.handler = [&](Request) { return ready(stream_of(&pulled, 200)); };
  start();
  const auto id = client.send({});
  const auto window = SessionLimits().stream_window;
  EXPECT_LE((pulled - 1) * 10'000, window);  // one more waits for its turn
  EXPECT_EQ(client.read(id).value().size(), 2'000'000u);
  EXPECT_EQ(pulled, 200u);
}

TEST_F(H2Server, SharesTheConnectionFairly) {
  size_t pulled_a = 0, pulled_b = 0;
  service.handler = [&](Request request) {
    return ready(stream_of(request.target == "/a" ? &pulled_a : &pulled_b, 1000));
  };
  start();
  Request a, b;
  a.target = "/a";
  b.target = "/b";
  client.send(std::move(a));
  client.send(std::move(b));
  EXPECT_NEAR(static_cast<double>(pulled_a), static_cast<double>(pulled_b), 2);
}

TEST_F(H2Server, AResetCancelsTheService) {
  int running = 0;
  service.handler = [&](Request) { return forever(&running); };
  start();
  const auto id = client.send({});
  EXPECT_EQ(running, 1);
  client.session.reset(id, ErrorCode::cancel);
  client.pump();
  EXPECT_EQ(running, 0);
  EXPECT_FALSE(is_over());
}

TEST_F(H2Server, AClientThatGoesAwayCancelsTheService) {
  int running = 0;
  service.handler = [&](Request) { return forever(&running); };
  start();
  client.send({});
  client.send({});
  EXPECT_EQ(running, 2);
  peer.reset();
  clock.settle();
  EXPECT_EQ(running, 0);
  EXPECT_TRUE(is_over());
}

TEST_F(H2Server, AnAnswerBeforeTheEndOfTheRequestStopsTheUpload) {
  start();
  const auto id = client.send({.method = "POST"}, Content::follows);
  EXPECT_EQ(client.read(id), "hello");
  EXPECT_EQ(client.closed.at(id), ErrorCode::no_error);
}

TEST_F(H2Server, SaysContinueWhenTheServiceReads) {
  async::Event go;
  service.handler = [&](Request request) { return read_when(&go, std::move(request)); };
  start();
  say_hello();
  const auto head = ::testing::h2_block({{":method", "POST"},
                                         {":scheme", "http"},
                                         {":authority", "example.org"},
                                         {":path", "/"},
                                         {"expect", "100-continue"}});
  using ::testing::H2;
  EXPECT_TRUE(send(::testing::h2_frame(H2::headers, ::testing::h2_end_headers, 1, head)).empty());
  go.notify_all();
  const auto frames = receive();
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].type, H2::headers);
  EXPECT_EQ(frames[0].flags, ::testing::h2_end_headers);
  const auto answer = send(::testing::h2_frame(H2::data, ::testing::h2_end_stream, 1, "abc"));
  ASSERT_EQ(answer.size(), 3u);
  EXPECT_EQ(answer[1].payload, "3");
}

TEST_F(H2Server, AnswersHeadWithoutContent) {
  start();
  const auto id = client.send({.method = "HEAD"});
  EXPECT_EQ(client.responses.at(id).headers.find("content-length"), "5");
  EXPECT_EQ(client.read(id), "");
}

TEST_F(H2Server, LeavesOutWhatMustNotTravel) {
  service.handler = [](Request) -> async::Task<base::Result<Response>> {
    Response out;
    out.headers.add("Connection", "x-mine");
    out.headers.add("X-Mine", "1");
    out.headers.add("Keep-Alive", "1");
    out.headers.add("Transfer-Encoding", "chunked");
    out.headers.add("Content-Length", "1000");
    out.headers.add("bad name", "1");
    out.headers.add("x-bad", "a\r\nb: c");
    out.headers.add(":status", "500");
    out.headers.add("X-Fine", "yes");
    co_return out;
  };
  start();
  const auto& response = client.responses.at(client.send({}));
  std::vector<std::string> names;
  for (const auto field : response.headers) names.emplace_back(field.name);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(names, ElementsAre("x-fine", "date", "content-length"));
  EXPECT_EQ(response.headers.find("content-length"), "0");
}

TEST_F(H2Server, GivesAnErrorOfTheServiceItsStatus) {
  service.handler = [](Request) -> async::Task<base::Result<Response>> {
    co_return base::fail(base::Kind::timeout, "secret detail");
  };
  start();
  const auto id = client.send({});
  EXPECT_EQ(client.responses.at(id).status, 504);
  EXPECT_EQ(client.read(id), "");
  EXPECT_THAT(log.lines, ElementsAre(HasSubstr("secret detail")));
}

class Broken final : public BodySource {
 public:
  async::Task<base::Result<base::View>> read() override {
    if (std::exchange(first_, false)) co_return "some";
    co_return base::fail(base::Kind::guest, "it trapped");
  }

 private:
  bool first_ = true;
};

TEST_F(H2Server, ResetsAnAnswerThatBreaksOff) {
  service.handler = [](Request) -> async::Task<base::Result<Response>> {
    Response out;
    out.body = Body(std::make_unique<Broken>(), std::nullopt);
    co_return out;
  };
  start();
  const auto id = client.send({});
  EXPECT_EQ(client.closed.at(id), ErrorCode::internal_error);
  EXPECT_FALSE(client.read(id));
}

TEST_F(H2Server, ResetsAnAnswerThatIsNotAsLongAsItSaid) {
  size_t pulled = 0;
  start();
  for (const uint64_t said : {9'999, 10'001}) {
    service.handler = [&](Request) {
      auto out = stream_of(&pulled, 1);
      out.body = Body(out.body.take_source(), said);
      return ready(std::move(out));
    };
    const auto id = client.send({});
    EXPECT_EQ(client.closed.at(id), ErrorCode::internal_error) << said;
  }
}

TEST_F(H2Server, EndsWhenTheClientSaysGoodbye) {
  start();
  say_hello();
  const auto goodbye = ::testing::h2_number(0) + ::testing::h2_number(0);
  send(::testing::h2_frame(::testing::H2::goaway, 0, 0, goodbye));
  EXPECT_TRUE(peer.finished());
  peer.finish();
  clock.settle();
  EXPECT_TRUE(is_over());
}

TEST_F(H2Server, DrainsWithItsLastRequest) {
  async::Event go;
  service.handler = [&](Request) { return when(&go, "done"); };
  start();
  const auto id = client.send({});
  roster.drain();
  client.pump();
  EXPECT_TRUE(client.gone_away);
  EXPECT_FALSE(is_over());
  go.notify_all();
  client.pump();
  EXPECT_EQ(client.read(id), "done");
  EXPECT_TRUE(peer.finished());
  peer.finish();
  clock.settle();
  EXPECT_TRUE(is_over());
}

TEST_F(H2Server, DrainsAtOnceWhenItIsIdle) {
  start();
  client.pump();
  roster.drain();
  client.pump();
  EXPECT_TRUE(peer.finished());
  clock.advance(std::chrono::seconds(2));  // a client that does not close is left
  EXPECT_TRUE(is_over());
}

TEST_F(H2Server, ServesARequestThatCrossesTheDrain) {
  start();
  client.pump();
  roster.drain();
  clock.settle();
  const auto id = client.send({});  // sent before the client has read the GOAWAY
  EXPECT_EQ(client.responses.count(id), 1u);
}

}  // namespace
}  // namespace http::h2
