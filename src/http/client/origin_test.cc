#include "http/client/origin.h"

#include <gtest/gtest.h>

namespace http::client {
namespace {

std::string origin(std::string_view scheme, std::string_view authority) {
  const auto parsed = parse_origin(scheme, authority);
  return parsed ? parsed->text() : std::string(name_of(parsed.error().kind()));
}

TEST(Origin, KnowsThePortsOfItsSchemes) {
  EXPECT_EQ(origin("http", "example.org"), "http://example.org:80");
  EXPECT_EQ(origin("https", "example.org"), "https://example.org:443");
  EXPECT_EQ(origin("HTTPS", "Example.ORG:8443"), "https://example.org:8443");
  EXPECT_EQ(origin("http", "example.org:"), "http://example.org:80");
}

TEST(Origin, TakesAddresses) {
  EXPECT_EQ(origin("http", "127.0.0.1:3000"), "http://127.0.0.1:3000");
  EXPECT_EQ(origin("http", "[::1]"), "http://[::1]:80");
  EXPECT_EQ(origin("http", "[::1]:3000"), "http://[::1]:3000");
}

TEST(Origin, RefusesOthers) {
  EXPECT_EQ(origin("ftp", "example.org"), "unsupported");
  EXPECT_EQ(origin("", "example.org"), "unsupported");
  for (const auto* text :
       {"", ":80", "a b", "user@host", "host:0", "host:65536", "host:8o", "[::1", "::1", "a/b"}) {
    EXPECT_EQ(origin("http", text), "invalid") << text;
  }
}

}  // namespace
}  // namespace http::client
