// What an HTTP/2 server does with clients that are wrong, slow or malicious.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/h2/server_house.h"

namespace http::h2 {
namespace {

using namespace std::chrono_literals;
using ::testing::H2;
using ::testing::h2_ack;
using ::testing::h2_block;
using ::testing::h2_end_headers;
using ::testing::h2_end_stream;
using ::testing::h2_frame;
using ::testing::h2_get;
using ::testing::h2_number;
using ::testing::H2Frame;

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Frames = std::vector<H2Frame>;

const H2Frame* find_frame(const Frames& frames, H2 type) {
  for (const auto& frame : frames) {
    if (frame.type == type) return &frame;
  }
  return nullptr;
}

// "reset PROTOCOL_ERROR", "goaway ENHANCE_YOUR_CALM", or "nothing".
std::string refusal_in(const Frames& frames) {
  if (const auto* goaway = find_frame(frames, H2::goaway)) {
    return base::format("goaway {}", name_of(static_cast<ErrorCode>(goaway->number(4))));
  }
  if (const auto* reset = find_frame(frames, H2::rst_stream)) {
    return base::format("reset {}", name_of(static_cast<ErrorCode>(reset->number())));
  }
  return "nothing";
}

Handler hello() {
  return [](Request) -> async::Task<base::Result<Response>> {
    co_return plain_response(200, "hello");
  };
}

Handler never() {
  return [](Request) -> async::Task<base::Result<Response>> {
    co_await std::suspend_always();
    co_return plain_response(500);
  };
}

async::Task<base::Result<Response>> count(Request request) {
  CO_TRY(const auto all, co_await read_all(std::move(request.body), 1 << 20));
  co_return plain_response(200, std::to_string(all.size()));
}

class HostileClient : public ::testing::Test, protected ServerHouse {
 protected:
  void begin(Handler handler) {
    service.handler = std::move(handler);
    start();
    say_hello();
  }
  std::string post(const Pairs& fields, uint8_t flags) {
    return h2_frame(H2::headers, flags | h2_end_headers, 1, h2_block(fields));
  }
  const Pairs post_head = {
      {":method", "POST"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/"}};

  Pairs post_with(Pairs more) const {
    auto all = post_head;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

TEST_F(HostileClient, MalformedRequestsAreResetAndNeverSeen) {
  const std::vector<std::pair<std::string, Pairs>> rows = {
      {"a name in upper case", post_with({{"X-Upper", "1"}})},
      {"a name with a space", post_with({{"a b", "1"}})},
      {"an empty name", post_with({{"", "1"}})},
      {"a value with a line break", post_with({{"a", "b\r\nc: d"}})},
      {"a value with a zero", post_with({{"a", std::string("b\0c", 3)}})},
      {"connection", post_with({{"connection", "close"}})},
      {"keep-alive", post_with({{"keep-alive", "1"}})},
      {"transfer-encoding", post_with({{"transfer-encoding", "chunked"}})},
      {"upgrade", post_with({{"upgrade", "h2c"}})},
      {"te that is not trailers", post_with({{"te", "gzip"}})},
      {"a pseudo-field after a field", post_with({{"a", "b"}, {":scheme", "http"}})},
      {"an unknown pseudo-field", post_with({{":colour", "blue"}})},
      {"a response's pseudo-field", post_with({{":status", "200"}})},
      {"two methods", post_with({{":method", "GET"}})},
      {"two paths", post_with({{":path", "/"}})},
      {"no method", {{":scheme", "http"}, {":authority", "a"}, {":path", "/"}}},
      {"no scheme", {{":method", "GET"}, {":authority", "a"}, {":path", "/"}}},
      {"no path", {{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}}},
      {"no authority", {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}}},
      {"an empty path",
       {{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", ""}}},
      {"a path without a slash",
       {{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "x"}}},
      {"a user in the authority",
       {{":method", "GET"}, {":scheme", "http"}, {":authority", "u@a"}, {":path", "/"}}},
      {"another host", post_with({{"host", "b"}})},
      {"two hosts", post_with({{"host", "a"}, {"host", "a"}})},
      {"two lengths", post_with({{"content-length", "0"}, {"content-length", "0"}})},
      {"a length that is none", post_with({{"content-length", "-1"}})},
      {"a length without content", post_with({{"content-length", "1"}})},
  };
  begin(hello());
  uint32_t stream = 1;
  for (const auto& [what, fields] : rows) {
    const auto answer =
        send(h2_frame(H2::headers, h2_end_headers | h2_end_stream, stream, h2_block(fields)));
    EXPECT_EQ(refusal_in(answer), "reset PROTOCOL_ERROR") << what;
    stream += 2;
  }
  EXPECT_EQ(service.calls, 0u);
  EXPECT_FALSE(is_over());  // the others on the connection go on
  send(h2_get(stream));
  EXPECT_EQ(service.calls, 1u);
}

TEST_F(HostileClient, ContentMustBeAsLongAsItSays) {
  for (const auto* content : {"ab", "abcd"}) {
    ServerHouse house;
    house.service.handler = count;
    house.start();
    house.say_hello();
    house.send(post(post_with({{"content-length", "3"}}), 0));
    EXPECT_EQ(refusal_in(house.send(h2_frame(H2::data, h2_end_stream, 1, content))),
              "reset PROTOCOL_ERROR");
  }
}

TEST_F(HostileClient, GarbageEndsTheConnection) {
  begin(hello());
  send(h2_frame(H2::data, 0, 0, "content of no stream"));
  EXPECT_TRUE(peer.finished());
}

TEST_F(HostileClient, AWrongPrefaceEndsTheConnection) {
  start("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX");
  EXPECT_EQ(refusal_in(receive()), "goaway PROTOCOL_ERROR");
  EXPECT_TRUE(peer.finished());
}

TEST_F(HostileClient, TooManyStreamsAreRefused) {
  begin(never());
  Frames answers;
  for (uint32_t i = 0; i < 100; ++i) send(h2_get(2 * i + 1));
  EXPECT_EQ(service.calls, 100u);
  EXPECT_EQ(refusal_in(send(h2_get(201))), "reset REFUSED_STREAM");
  EXPECT_EQ(service.calls, 100u);
}

TEST_F(HostileClient, RapidResetsEndTheConnection) {  // CVE-2023-44487
  begin(never());
  Frames answers;
  uint32_t stream = 1;
  for (; stream < 1000 && !is_over() && !peer.finished(); stream += 2) {
    const auto cancel = h2_number(static_cast<uint32_t>(ErrorCode::cancel));
    answers = send(h2_get(stream) + h2_frame(H2::rst_stream, 0, stream, cancel));
  }
  EXPECT_EQ(refusal_in(answers), "goaway ENHANCE_YOUR_CALM");
  EXPECT_LT(stream, 500u);
  EXPECT_EQ(service.calls, 0u);  // reset before they were looked at
}

// A window of more than 2^31 - 1 bytes is an error of the stream (RFC 9113 section 6.9.1).
std::string overflow(uint32_t stream) {
  return h2_frame(H2::window_update, 0, stream, h2_number(0x7fff'ffff));
}

TEST_F(HostileClient, ResetsThatThePeerProvokesCountAsWell) {  // CVE-2025-8671
  begin(never());
  Frames answers;
  uint32_t stream = 1;
  for (; stream < 1000 && !peer.finished(); stream += 2) {
    answers = send(h2_get(stream) + overflow(stream));
  }
  EXPECT_EQ(refusal_in(answers), "goaway ENHANCE_YOUR_CALM");
  EXPECT_LT(stream, 500u);
}

TEST_F(HostileClient, ResetsNowAndThenAreFine) {
  begin(never());
  for (uint32_t stream = 1; stream < 2000; stream += 2) {
    send(h2_get(stream) + h2_frame(H2::rst_stream, 0, stream, h2_number(8)));
    clock.advance(50ms);
  }
  EXPECT_FALSE(peer.finished());
}

TEST_F(HostileClient, FloodsOfCheapFramesEndTheConnection) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"ping", h2_frame(H2::ping, 0, 0, "12345678")},
      {"settings", h2_frame(H2::settings, 0, 0, "")},
      {"priority", h2_frame(H2::priority, 0, 1, h2_number(0) + "x")},
      {"empty data", h2_frame(H2::data, 0, 1, "")},
  };
  for (const auto& [what, frame] : rows) {
    ServerHouse house;
    house.service.handler = count;
    house.start();
    house.say_hello();
    house.send(post(post_head, 0));
    Frames answers;
    for (int i = 0; i < 200 && !house.peer.finished(); ++i) {
      std::string many;
      for (int k = 0; k < 10; ++k) many += frame;
      answers = house.send(many);
    }
    EXPECT_EQ(refusal_in(answers), "goaway ENHANCE_YOUR_CALM") << what;
  }
}

TEST_F(HostileClient, AFloodOfContinuationsEndsTheConnection) {  // CVE-2024-28182
  begin(hello());
  peer.send(h2_frame(H2::headers, 0, 1, h2_block(post_head)));
  Frames answers;
  for (int i = 0; i < 100 && !peer.finished(); ++i) {
    answers = send(h2_frame(H2::continuation, 0, 1, h2_block({{"a", "b"}})));
  }
  EXPECT_TRUE(peer.finished());
  EXPECT_EQ(service.calls, 0u);
}

TEST_F(HostileClient, AHeadThatIsTooLargeIsRefused) {
  limits.head_bytes = 4096;
  Pairs many;
  for (int i = 0; i < 50; ++i) many.push_back({"x-" + std::to_string(i), std::string(80, 'v')});
  begin(hello());
  const auto answer = send(h2_get(1, many));
  ASSERT_TRUE(find_frame(answer, H2::headers));
  EXPECT_THAT(find_frame(answer, H2::headers)->payload, ::testing::HasSubstr("431"));
  EXPECT_EQ(service.calls, 0u);
}

TEST_F(HostileClient, TooManyFieldsAreRefused) {
  Pairs many;
  for (int i = 0; i < 200; ++i) many.push_back({"x", ""});
  begin(hello());
  const auto answer = send(h2_get(1, many));
  ASSERT_TRUE(find_frame(answer, H2::headers));
  EXPECT_EQ(service.calls, 0u);
}

TEST_F(HostileClient, TooMuchContentIsRefused) {
  limits.body_bytes = 1000;
  begin(count);
  const auto answer = send(post(post_with({{"content-length", "1001"}}), 0));
  EXPECT_EQ(service.calls, 0u);
  ASSERT_TRUE(find_frame(answer, H2::headers));
  EXPECT_THAT(find_frame(answer, H2::headers)->payload, ::testing::HasSubstr("413"));
}

TEST_F(HostileClient, TooMuchContentThatDidNotSaySoIsRefused) {
  limits.body_bytes = 1000;
  begin(count);
  const auto answer = send(post(post_head, 0) + h2_frame(H2::data, 0, 1, std::string(1001, 'x')));
  EXPECT_EQ(service.calls, 1u);
  ASSERT_TRUE(find_frame(answer, H2::headers));
  EXPECT_THAT(find_frame(answer, H2::headers)->payload, ::testing::HasSubstr("413"));
  EXPECT_EQ(refusal_in(answer), "reset NO_ERROR");  // answered, and not read on
}

TEST_F(HostileClient, ConnectIsNotSupported) {
  begin(hello());
  const auto head = h2_block({{":method", "CONNECT"}, {":authority", "a:443"}});
  const auto answer = send(h2_frame(H2::headers, h2_end_headers | h2_end_stream, 1, head));
  EXPECT_TRUE(find_frame(answer, H2::headers));
  EXPECT_EQ(service.calls, 0u);
}

TEST_F(HostileClient, AnIdleConnectionEnds) {
  begin(hello());
  send(h2_get(1));
  clock.advance(55s);
  EXPECT_FALSE(peer.finished());
  clock.advance(10s);
  EXPECT_EQ(refusal_in(receive()), "goaway NO_ERROR");
  EXPECT_TRUE(is_over());
}

TEST_F(HostileClient, APrefaceMustComeInTime) {
  start("PRI * HTTP/2.0\r\n");
  clock.advance(9s);
  EXPECT_EQ(refusal_in(receive()), "nothing");
  clock.advance(5s);
  EXPECT_EQ(refusal_in(receive()), "goaway NO_ERROR");
  EXPECT_TRUE(peer.finished());
}

TEST_F(HostileClient, AHeadMustComeInTime) {
  begin(hello());
  send(h2_frame(H2::headers, h2_end_stream, 1, h2_block(post_head)));
  clock.advance(9s);
  EXPECT_EQ(refusal_in(receive()), "nothing");
  clock.advance(5s);
  EXPECT_EQ(refusal_in(receive()), "goaway NO_ERROR");
  EXPECT_TRUE(peer.finished());
}

TEST_F(HostileClient, ContentMustComeInTime) {
  begin(count);
  send(post(post_head, 0));
  for (int i = 0; i < 5; ++i) {  // slow, but it comes
    clock.advance(20s);
    EXPECT_EQ(refusal_in(send(h2_frame(H2::data, 0, 1, "x"))), "nothing");
  }
  clock.advance(35s);
  EXPECT_EQ(refusal_in(receive()), "reset CANCEL");
}

TEST_F(HostileClient, AServiceThatThinksIsNotLate) {
  begin(never());
  send(h2_get(1));
  clock.advance(10min);
  EXPECT_FALSE(peer.finished());
  EXPECT_EQ(refusal_in(receive()), "nothing");
}

TEST_F(HostileClient, AnAnswerMustBeReadInTime) {
  service.handler = hello();
  start();
  const auto no_window = std::string("\0\4", 2) + h2_number(0);  // SETTINGS_INITIAL_WINDOW_SIZE
  send(std::string(client_preface) + h2_frame(H2::settings, 0, 0, no_window));
  send(h2_get(1));
  clock.advance(25s);
  EXPECT_EQ(refusal_in(receive()), "nothing");
  clock.advance(10s);
  EXPECT_EQ(refusal_in(receive()), "reset CANCEL");
}

TEST_F(HostileClient, AConnectionThatTakesNothingEnds) {
  net.set_link({.buffer = 100});
  ServerHouse house;
  house.net.set_link({.buffer = 1});
  auto [stream, other] = house.net.make_stream();
  async::TaskGroup group;
  group.spawn("h2", serve(std::move(stream), {}, &house.context));
  house.clock.settle();
  EXPECT_EQ(group.size(), 1u);
  other.send(client_preface);
  other.send(h2_frame(H2::settings, 0, 0, "") + h2_get(1));
  house.service.handler = hello();
  house.clock.advance(35s);
  EXPECT_EQ(group.size(), 0u);
}

}  // namespace
}  // namespace http::h2
