#include "app/cgi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace app {
namespace {

using ::testing::ElementsAre;

http::Request request() {
  http::Request made;
  made.target = "/base/x%20y?a=1&b&c=%26+d";
  made.authority = "example.test:8080";
  made.client = *base::Endpoint::parse("192.0.2.7:4711");
  made.headers.add("Accept-Language", "de");
  made.headers.add("Authorization", "secret");
  made.headers.add("Content-Type", "text/plain");
  made.headers.add("spin-path-info", "/x%20y");
  made.headers.add("spin-component-route", "/base");
  made.headers.add("spin-path-match-user-id", "7");
  return made;
}

std::map<std::string, std::string> environment(const http::Request& request) {
  const auto command = make_cgi_command(request, "");
  return {command.environment.begin(), command.environment.end()};
}

TEST(Cgi, SpellsOutTheCommandLine) {
  EXPECT_THAT(make_cgi_command(request(), "${SCRIPT_NAME}  ${ARGS} end").arguments,
              ElementsAre("/base/x%20y", "a", "1", "b", "c", "& d", "end"));
}

TEST(Cgi, TellsOfTheRequestByTheEnvironment) {
  auto got = environment(request());
  EXPECT_EQ(got["PATH_INFO"], "/x%20y");
  EXPECT_EQ(got["PATH_TRANSLATED"], "/x y");
  EXPECT_EQ(got["SCRIPT_NAME"], "/base");
  EXPECT_EQ(got["QUERY_STRING"], "a=1&b&c=%26+d");
  EXPECT_EQ(got["REQUEST_METHOD"], "GET");
  EXPECT_EQ(got["SERVER_NAME"], "example.test");
  EXPECT_EQ(got["SERVER_PORT"], "8080");
  EXPECT_EQ(got["REMOTE_ADDR"], "192.0.2.7");
  EXPECT_EQ(got["CONTENT_TYPE"], "text/plain");
  EXPECT_EQ(got["CONTENT_LENGTH"], "0");
  EXPECT_EQ(got["HTTP_ACCEPT_LANGUAGE"], "de");
  EXPECT_EQ(got["X_PATH_MATCH_USER_ID"], "7");
  EXPECT_FALSE(got.contains("HTTP_AUTHORIZATION"));
  EXPECT_FALSE(got.contains("HTTP_SPIN_PATH_INFO"));
}

TEST(Cgi, KnowsTheUsualPortAndAddressesInBrackets) {
  auto plain = request();
  plain.authority = "[::1]";
  EXPECT_EQ(environment(plain)["SERVER_NAME"], "[::1]");
  EXPECT_EQ(environment(plain)["SERVER_PORT"], "80");
}

// The output in pieces of so many bytes.
class Pieces final : public http::BodySource {
 public:
  Pieces(std::string text, size_t size) : text_(std::move(text)), size_(size) {}
  async::Task<base::Result<base::View>> read() override {
    const auto piece = base::View(text_).substr(at_, size_);
    at_ += piece.size();
    co_return piece;
  }

 private:
  std::string text_;
  size_t size_, at_ = 0;
};

// "STATUS x-a's value|body", or the error.
std::string answer(std::string output, size_t piece) {
  async::Started reading(
      read_cgi_response({std::make_unique<Pieces>(std::move(output), piece), std::nullopt}));
  auto response = reading.take();
  if (!response) return response.error().message();
  async::Started body(http::read_all(std::move(response->body), 1 << 20));
  const auto field = std::string(response->headers.find("x-a").value_or(""));
  return std::to_string(response->status) + " " + field + "|" + *body.take();
}

TEST(Cgi, ReadsTheHeadHoweverItComes) {
  for (const size_t piece : {1, 2, 3, 1000}) {
    EXPECT_EQ(answer("Content-Type: a\nX-A: v\n\nbody\n\nmore", piece), "200 v|body\n\nmore");
    EXPECT_EQ(answer("status: 404 Not Found\r\nx-a:v\r\n\r\n\r\nbody", piece), "404 v|\r\nbody");
    EXPECT_EQ(answer("Location: /there\n\n", piece), "302 |");
    EXPECT_EQ(answer("Status: 301\nLocation: /there\n\n", piece), "301 |");
  }
}

TEST(Cgi, RefusesAnOutputThatIsNoResponse) {
  const auto* no_head = "its output begins with no head that an empty line ends";
  EXPECT_EQ(answer("", 10), no_head);
  EXPECT_EQ(answer("content-type: a\nbody", 10), no_head);
  EXPECT_EQ(answer("content-type: " + std::string(100'000, 'a') + "\n\n", 10'000), no_head);
  EXPECT_EQ(answer("x-a: v\n\nbody", 10),
            "its output names neither Content-Type, Location nor Status");
  EXPECT_EQ(answer("status: fine\n\n", 10), "its output has the status `fine`");
  EXPECT_EQ(answer("status: 99\n\n", 10), "its output has the status `99`");
}

}  // namespace
}  // namespace app
