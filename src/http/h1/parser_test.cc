// One table for what is taken and what is refused; every row is fed whole, byte by byte, and split
// in two at every position.
#include "http/h1/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/format.h"

namespace http::h1 {
namespace {

using namespace std::string_view_literals;

constexpr ParserLimits limits{
    .start_line_bytes = 200, .head_bytes = 600, .fields = 10, .body_bytes = 1000};

std::string text_of(const Fields& fields) {
  std::string out;
  for (const auto field : fields) out += base::format(" {}={}", field.name, field.value);
  return out;
}

// "GET / for a; host=a | body | trailers; " for each message, or "400" where one is refused.
class Reader {
 public:
  void feed(std::string_view bytes) {
    unread_ += bytes;
    while (!refused_ && take_step()) {
    }
  }
  const std::string& seen() const { return seen_; }

 private:
  bool take_step() {
    const Step step = parser_.next(unread_);
    switch (step.event) {
      case Event::need_more:
        unread_.erase(0, step.consumed);
        return false;  // or a request that has come whole waits for more
      case Event::head: {
        const auto head = parser_.take_head();
        seen_ += base::format("{} {} for {};{} | ", head.method, head.target, head.authority,
                              text_of(head.headers));
        break;
      }
      case Event::data:
        seen_ += step.data;
        break;
      case Event::end:
        seen_ += base::format(" |{}; ", text_of(parser_.trailers()));
        parser_.reset();
        break;
      case Event::refused:
        seen_ += std::to_string(parser_.refusal().status);
        refused_ = true;
        return false;
    }
    unread_.erase(0, step.consumed);
    return true;
  }

  RequestParser parser_{limits};
  std::string unread_, seen_;
  bool refused_ = false;
};

std::string read_whole(std::string_view bytes) {
  Reader reader;
  reader.feed(bytes);
  return reader.seen();
}

std::string read_split(std::string_view bytes, size_t at) {
  Reader reader;
  reader.feed(bytes.substr(0, at));
  reader.feed(bytes.substr(at));
  return reader.seen();
}

std::string read_bytewise(std::string_view bytes) {
  Reader reader;
  for (const char c : bytes) reader.feed({&c, 1});
  return reader.seen();
}

void expect_in_any_slices(std::string_view bytes, std::string_view outcome) {
  EXPECT_EQ(read_whole(bytes), outcome) << bytes;
  EXPECT_EQ(read_bytewise(bytes), outcome) << bytes;
  for (size_t at = 1; at < bytes.size(); ++at) {
    ASSERT_EQ(read_split(bytes, at), outcome) << bytes << "\nsplit at " << at;
  }
}

struct Row {
  std::string_view bytes;
  std::string_view outcome;
};

TEST(RequestParser, TakesWhatTheGrammarAllows) {
  const Row rows[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / for a; Host=a |  |; "},
      {"GET /x?y=1&z HTTP/1.1\r\nhost:a:80\r\n\r\n", "GET /x?y=1&z for a:80; host=a:80 |  |; "},
      {"GET / HTTP/1.1\r\nHost: \r\n\r\n", "GET / for ; Host= |  |; "},
      {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET / for [::1]:80; Host=[::1]:80 |  |; "},
      {"GET / HTTP/1.0\r\n\r\n", "GET / for ; |  |; "},
      {"\r\n\r\nGET / HTTP/1.0\r\n\r\n", "GET / for ; |  |; "},
      {"M-SEARCH * HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * for a; Host=a |  |; "},
      {"OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * for a; Host=a |  |; "},
      {"GET http://a HTTP/1.1\r\nHost: A\r\n\r\n", "GET / for a; Host=A |  |; "},
      {"GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?q for a; Host=a |  |; "},
      {"GET HTTPS://a:1/b HTTP/1.1\r\nHost: a:1\r\n\r\n", "GET /b for a:1; Host=a:1 |  |; "},
      {"GET http://a/ HTTP/1.0\r\n\r\n", "GET / for a; |  |; "},
      {"GET / HTTP/1.0\r\nA:\t b \t c \t\r\nB:\r\n\r\n", "GET / for ; A=b \t c B= |  |; "},
      {"GET / HTTP/1.0\r\nA: \xc3\xa9\r\n\r\n", "GET / for ; A=\xc3\xa9 |  |; "},
      {"GET /|{}[]\"<>\\^` HTTP/1.0\r\n\r\n", "GET /|{}[]\"<>\\^` for ; |  |; "},
      {"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
       "POST / for ; Content-Length=3 | abc |; "},
      {"POST / HTTP/1.0\r\ncontent-length: 0\r\n\r\n", "POST / for ; content-length=0 |  |; "},
      {"POST / HTTP/1.0\r\ncontent-length: 003\r\n\r\nabc",
       "POST / for ; content-length=003 | abc |; "},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
       "3\r\nabc\r\n00a;x=y\r\n0123456789\r\n0\r\n\r\n",
       "POST / for a; Host=a Transfer-Encoding=Chunked | abc0123456789 |; "},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
       "1;a=\"b;\\\"c\" ; d\r\nz\r\n0;e\r\nX: y\r\nConnection: z\r\n\r\n",
       "POST / for a; Host=a Transfer-Encoding=chunked | z | X=y; "},
  };
  for (const auto& row : rows) expect_in_any_slices(row.bytes, row.outcome);
}

TEST(RequestParser, ReadsPipelinedRequests) {
  expect_in_any_slices(
      "POST /1 HTTP/1.0\r\nContent-Length: 2\r\n\r\nabGET /2 HTTP/1.0\r\n\r\n"
      "\r\nPOST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n"
      "GET /4 HTTP/1.0\r\n\r\n",
      "POST /1 for ; Content-Length=2 | ab |; GET /2 for ; |  |; "
      "POST /3 for h; Host=h Transfer-Encoding=chunked | c |; GET /4 for ; |  |; ");
}

TEST(RequestParser, RefusesMalformedHeads) {
  const Row rows[] = {
      // request line
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "400"},
      {"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /\r\n\r\n", "400"},
      {"GET\r\n\r\n", "400"},
      {"/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http:///x HTTP/1.1\r\nHost: \r\n\r\n", "400"},
      {"GET http://u@a/ HTTP/1.1\r\nHost: u@a\r\n\r\n", "400"},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "501"},
      {"GET / http/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/11\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1x\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", "505"},
      {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "505"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
      // lines
      {"GET / HTTP/1.1\nHost: a\n\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\n\n", "400"},
      {"GET / HTTP/1.1\rHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX:\r\n c\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n \r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\n \r\n\r\n", "400"},
      // fields
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX Y: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX(: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX\xe9: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\x7f\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: \0b\r\n\r\n"sv, "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n"sv, "400"},
      // Host
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", "400"},
      {"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http://a/ HTTP/1.1\r\n\r\n", "400"},
      {"GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      // others
      {"GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", "417"},
  };
  for (const auto& row : rows) expect_in_any_slices(row.bytes, row.outcome);
}

TEST(RequestParser, RefusesWhateverCouldSmuggleARequest) {
  const std::string_view coded = "POST / HTTP/1.1\r\nHost: a\r\n";
  const Row rows[] = {
      {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "400"},
      {"Transfer-Encoding: gzip\r\nContent-Length: 3\r\n", "400"},
      {"Content-Length: 3\r\nContent-Length: 4\r\n", "400"},
      {"Content-Length: 3\r\nContent-Length: 3\r\n", "400"},
      {"Content-Length: 3, 3\r\n", "400"},
      {"Content-Length: 3,\r\n", "400"},
      {"Content-Length: +3\r\n", "400"},
      {"Content-Length: -3\r\n", "400"},
      {"Content-Length: 0x3\r\n", "400"},
      {"Content-Length: 3 3\r\n", "400"},
      {"Content-Length: 3.0\r\n", "400"},
      {"Content-Length: \r\n", "400"},
      {"Content-Length: \"3\"\r\n", "400"},
      {"Content-Length: 18446744073709551616\r\n", "400"},
      {"Content-Length: 18446744073709551615\r\n", "413"},
      {"Content-Length : 3\r\n", "400"},
      {"Content-Length\x0b: 3\r\n", "400"},
      {"Transfer-Encoding: chunked, chunked\r\n", "400"},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"Transfer-Encoding: chunked, identity\r\n", "400"},
      {"Transfer-Encoding: gzip, chunked\r\n", "501"},
      {"Transfer-Encoding: identity\r\n", "501"},
      {"Transfer-Encoding: xchunked\r\n", "501"},
      {"Transfer-Encoding: chunked;q=1\r\n", "501"},
      {"Transfer-Encoding: 'chunked'\r\n", "501"},
      {"Transfer-Encoding: \x0b"
       "chunked\r\n",
       "400"},
      {"Transfer-Encoding:\r\n chunked\r\n", "400"},
      {"Transfer-Encoding : chunked\r\n", "400"},
      {" Transfer-Encoding: chunked\r\n", "400"},
      {"X: y\rTransfer-Encoding: chunked\r\n", "400"},
      {"X: y\nTransfer-Encoding: chunked\r\n", "400"},
  };
  for (const auto& row : rows) {
    expect_in_any_slices(std::string(coded) + std::string(row.bytes) + "\r\n", row.outcome);
  }
  expect_in_any_slices("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400");
}

TEST(RequestParser, RefusesMalformedChunks) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string seen = "POST / for a; Host=a Transfer-Encoding=chunked | ";
  const Row rows[] = {
      {"\r\n\r\n", "400"},
      {"3\nabc\r\n0\r\n\r\n", "400"},
      {"3\rabc\r\n0\r\n\r\n", "400"},
      {" 3\r\nabc\r\n0\r\n\r\n", "400"},
      {"3 \r\nabc\r\n0\r\n\r\n", "400"},
      {"0x3\r\nabc\r\n0\r\n\r\n", "400"},
      {"+3\r\nabc\r\n0\r\n\r\n", "400"},
      {"-3\r\nabc\r\n0\r\n\r\n", "400"},
      {"g\r\nabc\r\n0\r\n\r\n", "400"},
      {"10000000000000000\r\nabc", "400"},
      {"000000000000000010000000000000000\r\nabc", "400"},
      {"10000000000000003\r\nabc\r\n0\r\n\r\n", "400"},
      {"ffffffffffffffff\r\nabc", "413"},
      {"3\r\nabcX\r\n0\r\n\r\n", "abc400"},
      {"3\r\nabc\n0\r\n\r\n", "abc400"},
      {"3\r\nabc0\r\n\r\n", "abc400"},
      {"3;a\x01\r\nabc\r\n0\r\n\r\n", "400"},
      {"3;a=\"\n\"\r\nabc\r\n0\r\n\r\n", "400"},
      {"3;a\nabc\r\nabc\r\n0\r\n\r\n", "400"},
      {"3 ;a\r \r\nabc\r\n0\r\n\r\n", "400"},
      {"0\r\nX : y\r\n\r\n", "400"},
      {"0\r\n X: y\r\n\r\n", "400"},
      {"0\r\nX: y\r\n z\r\n\r\n", "400"},
      {"0\r\nX: y\n\r\n\r\n", "400"},
      {"0\r\nX\r\n\r\n", "400"},
      {"0\r\nContent-Length: 3\r\n\r\n", "400"},
      {"0\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"0\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\nG:\r\nH:\r\nI:\r\nJ:\r\nK:\r\n\r\n", "431"},
  };
  for (const auto& row : rows) {
    expect_in_any_slices(head + std::string(row.bytes), seen + std::string(row.outcome));
  }
}

TEST(RequestParser, KeepsTheLimits) {
  const auto long_of = [](size_t size) { return std::string(size, 'x'); };
  expect_in_any_slices("GET /" + long_of(200) + " HTTP/1.0\r\n\r\n", "414");
  expect_in_any_slices("GET /" + long_of(300), "414");
  expect_in_any_slices("GET / HTTP/1.0\r\nX: " + long_of(600), "431");
  expect_in_any_slices("GET / HTTP/1.0\r\nX: " + long_of(600) + "\r\n\r\n", "431");
  expect_in_any_slices(
      "GET / HTTP/1.0\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\nG:\r\nH:\r\nI:\r\nJ:\r\nK:\r\n\r\n",
      "431");
  expect_in_any_slices("POST / HTTP/1.0\r\nContent-Length: 1001\r\n\r\n", "413");
  const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string seen = "POST / for a; Host=a Transfer-Encoding=chunked | ";
  expect_in_any_slices(chunked + "3e8\r\n" + long_of(1000) + "\r\n1\r\n",
                       seen + long_of(1000) + "413");
  expect_in_any_slices(chunked + "0\r\nX: " + long_of(600), seen + "431");
}

TEST(RequestParser, ExtensionsMayNotOutweighTheBody) {
  std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 40; ++i) bytes += "1;" + std::string(500, 'x') + "\r\na\r\n";
  EXPECT_TRUE(read_whole(bytes).ends_with("431"));
}

TEST(RequestParser, TellsWhatTheHeadAsksFor) {
  struct Asks {
    std::string_view head;
    bool keep_alive, expects_continue, has_body;
  };
  const Asks rows[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, false, false},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false, false, false},
      {"GET / HTTP/1.0\r\n\r\n", false, false, false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true, false, false},
      {"GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n", true, true,
       true},
      {"GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", false, false, false},
      {"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", true, false, true},
  };
  for (const auto& row : rows) {
    RequestParser parser(limits);
    ASSERT_EQ(parser.next(row.head).event, Event::head) << row.head;
    EXPECT_EQ(parser.keep_alive(), row.keep_alive) << row.head;
    EXPECT_EQ(parser.expects_continue(), row.expects_continue) << row.head;
    EXPECT_EQ(parser.has_body(), row.has_body) << row.head;
    EXPECT_EQ(parser.ended(), !row.has_body) << row.head;
  }
}

// "200; a=b | body | trailers; " or "refused".
std::string read_response(std::string_view method, std::string_view bytes, size_t slice) {
  ResponseParser parser(limits);
  parser.reset(method);
  std::string unread, seen;
  bool over = false;
  const auto take = [&](const Step& step) {
    if (step.event == Event::head) {
      const auto head = parser.take_head();
      seen += base::format("{};{} | ", head.status, text_of(head.headers));
    } else if (step.event == Event::data) {
      seen += step.data;
    } else if (step.event == Event::end) {
      seen += base::format(" |{}; ", text_of(parser.trailers()));
      over = true;
    } else if (step.event == Event::refused) {
      seen += "refused";
      over = true;
    }
    unread.erase(0, step.consumed);
    return step.event != Event::need_more || step.consumed > 0;
  };
  for (size_t at = 0; at < bytes.size(); at += slice) {
    unread += bytes.substr(at, slice);
    while (!over && take(parser.next(unread))) {
    }
  }
  if (!over) take(parser.finish());
  return seen;
}

TEST(ResponseParser, ReadsOneResponse) {
  struct Row {
    std::string_view method, bytes, outcome;
  };
  const Row rows[] = {
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "200; Content-Length=2 | ab |; "},
      {"GET", "HTTP/1.1 200 \r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
       "200; Content-Length=2 Content-Length=2 | ab |; "},
      {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "200; Content-Length=2 |  |; "},
      {"HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
       "200; Transfer-Encoding=chunked |  |; "},
      {"GET", "HTTP/1.1 204 No\r\n\r\n", "204; |  |; "},
      {"GET", "HTTP/1.1 304 No\r\nContent-Length: 9\r\n\r\n", "304; Content-Length=9 |  |; "},
      {"GET", "HTTP/1.1 100 Go on\r\n\r\n", "100; |  |; "},
      {"GET", "HTTP/1.0 200 OK\r\n\r\nto the end", "200; | to the end |; "},
      {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nT: u\r\n\r\n",
       "200; Transfer-Encoding=chunked | a | T=u; "},
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
       "200; Content-Length=3 | abrefused"},
      {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
       "200; Transfer-Encoding=chunked | arefused"},
      {"GET", "HTTP/1.1 200 OK\r\nContent-Le", "refused"},
      {"GET", "", "refused"},
      {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxx", "refused"},
      {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
       "refused"},
      {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "refused"},
      {"GET", "HTTP/1.1 20 OK\r\n\r\n", "refused"},
      {"GET", "HTTP/1.1 099 OK\r\n\r\n", "refused"},
      {"GET", "HTTP/3.0 200 OK\r\n\r\n", "refused"},
      {"GET", "<html>\r\n\r\n", "refused"},
      {"GET", "SSH-2.0-OpenSSH\n", "refused"},
  };
  for (const auto& row : rows) {
    for (size_t slice = 1; slice <= std::max<size_t>(1, row.bytes.size()); ++slice) {
      ASSERT_EQ(read_response(row.method, row.bytes, slice), row.outcome)
          << row.bytes << "\nin slices of " << slice;
    }
  }
}

}  // namespace
}  // namespace http::h1
