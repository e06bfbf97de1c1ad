#include "http/h1/writer.h"

#include <gtest/gtest.h>

namespace http::h1 {
namespace {

using Kind = BodyFraming::Kind;

Response response_of(int status, std::initializer_list<Fields::Field> fields = {}) {
  Response out;
  out.status = status;
  for (const auto& field : fields) out.headers.add(field.name, field.value);
  return out;
}

std::string head_of(const Response& response, BodyFraming framing,
                    Persistence persistence = Persistence::by_version) {
  std::string out;
  append_response_head(out, response, framing, persistence, "today");
  return out;
}

TEST(Writer, PlansAResponsesBodyByMethodVersionAndStatus) {
  struct Row {
    std::string_view method;
    Version peer;
    int status;
    std::optional<uint64_t> length;
    Kind kind;
    std::optional<uint64_t> stated;
  };
  const Row rows[] = {
      {"GET", Version::http11, 200, 5, Kind::length, 5},
      {"GET", Version::http11, 200, 0, Kind::length, 0},
      {"GET", Version::http11, 200, {}, Kind::chunked, {}},
      {"GET", Version::http10, 200, 5, Kind::length, 5},
      {"GET", Version::http10, 200, {}, Kind::until_close, {}},
      {"HEAD", Version::http11, 200, 5, Kind::none, 5},
      {"HEAD", Version::http11, 200, {}, Kind::none, {}},
      {"HEAD", Version::http11, 200, 0, Kind::none, {}},
      {"GET", Version::http11, 204, 5, Kind::none, {}},
      {"GET", Version::http11, 304, 5, Kind::none, {}},
      {"HEAD", Version::http11, 204, {}, Kind::none, {}},
  };
  for (const auto& row : rows) {
    const auto plan = plan_response_body(row.method, row.peer, response_of(row.status), row.length);
    EXPECT_EQ(plan.kind, row.kind) << row.method << row.status;
    EXPECT_EQ(plan.length, row.stated) << row.method << row.status;
  }
}

TEST(Writer, KeepsTheLengthThatAHeadResponseStates) {
  const auto response = response_of(200, {{"Content-Length", "77"}});
  EXPECT_EQ(plan_response_body("HEAD", Version::http11, response, 0).length, 77u);
  const auto unchanged = response_of(304, {{"content-length", "78"}});
  EXPECT_EQ(plan_response_body("GET", Version::http11, unchanged, 0).length, 78u);
}

TEST(Writer, WritesAHead) {
  EXPECT_EQ(head_of(response_of(200, {{"A", "b"}, {"a", "c"}}), {Kind::length, 3}),
            "HTTP/1.1 200 OK\r\nA: b\r\na: c\r\nDate: today\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(head_of(response_of(404), {Kind::chunked, {}}, Persistence::close),
            "HTTP/1.1 404 Not Found\r\nDate: today\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(head_of(response_of(799, {{"date", "then"}}), {}, Persistence::keep_alive),
            "HTTP/1.1 799 \r\ndate: then\r\nConnection: keep-alive\r\n\r\n");
}

TEST(Writer, NeverWritesWhatIsNoFinalStatus) {
  for (const int status : {-1, 0, 99, 101, 1000}) {
    EXPECT_TRUE(head_of(response_of(status), {}).starts_with("HTTP/1.1 500 ")) << status;
  }
}

TEST(Writer, LeavesOutFieldsThatAreInvalidOrNotTheirs) {
  const Fields::Field fields[] = {
      {"Content-Length", "9"},
      {"Transfer-Encoding", "chunked"},
      {"Connection", "close, X-Mine"},
      {"x-mine", "1"},
      {"Keep-Alive", "timeout=5"},
      {"Upgrade", "h2c"},
      {"Proxy-Connection", "keep-alive"},
      {"TE", "trailers"},
      {"Bad Name", "1"},
      {"", "1"},
      {"Bad\r\nName", "1"},
      {"Split", "a\r\nInjected: b"},
      {"Null", std::string_view("\0", 1)},
  };
  for (const auto& field : fields) {
    auto response = response_of(200, {field, {"Kept", "1"}});
    if (field.name == "x-mine") response.headers.add("connection", "x-mine");
    EXPECT_EQ(head_of(response, {}), "HTTP/1.1 200 OK\r\nKept: 1\r\nDate: today\r\n\r\n")
        << field.name;
  }
}

TEST(Writer, WritesChunksAndTrailers) {
  std::string out;
  append_chunk_head(out, 0xabc);
  EXPECT_EQ(out, "abc\r\n");
  out.clear();
  append_last_chunk(out, nullptr);
  EXPECT_EQ(out, "0\r\n\r\n");
  Fields trailers;
  trailers.add("Sum", "1");
  trailers.add("Content-Length", "5");
  trailers.add("a", "b\nc");
  out.clear();
  append_last_chunk(out, &trailers);
  EXPECT_EQ(out, "0\r\nSum: 1\r\n\r\n");
}

TEST(Writer, WritesARequest) {
  Request request;
  request.method = "POST";
  request.target = "/a?b";
  request.authority = "example.org:81";
  request.headers.add("host", "other");
  request.headers.add("X", "y");
  std::string out;
  ASSERT_TRUE(append_request_head(out, request, plan_request_body("POST", 4)));
  EXPECT_EQ(out, "POST /a?b HTTP/1.1\r\nHost: example.org:81\r\nX: y\r\nContent-Length: 4\r\n\r\n");
}

TEST(Writer, PlansARequestsBody) {
  EXPECT_EQ(plan_request_body("GET", 0).length, std::nullopt);
  EXPECT_EQ(plan_request_body("POST", 0).length, 0u);
  EXPECT_EQ(plan_request_body("PUT", 3).kind, Kind::length);
  EXPECT_EQ(plan_request_body("PUT", std::nullopt).kind, Kind::chunked);
}

TEST(Writer, RefusesRequestsThatWouldBreakTheLine) {
  const auto fails = [](std::string method, std::string target, std::string authority) {
    Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.authority = std::move(authority);
    std::string out;
    const auto result = append_request_head(out, request, {});
    return !result && result.error().kind() == base::Kind::invalid && out.empty();
  };
  EXPECT_TRUE(fails("G T", "/", "a"));
  EXPECT_TRUE(fails("", "/", "a"));
  EXPECT_TRUE(fails("GET", "/ HTTP/1.1\r\nX:", "a"));
  EXPECT_TRUE(fails("GET", "/ x", "a"));
  EXPECT_TRUE(fails("GET", "", "a"));
  EXPECT_TRUE(fails("GET", "/", "a\r\nX: y"));
  EXPECT_FALSE(fails("GET", "/", "a"));
}

}  // namespace
}  // namespace http::h1
