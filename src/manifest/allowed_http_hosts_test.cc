#include "manifest/allowed_http_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace manifest {
namespace {

TEST(AllowedHttpHosts, SayTheSameAsOutboundHosts) {
  const std::pair<std::string_view, std::vector<std::string>> rows[] = {
      {"example.com", {"http://example.com", "https://example.com"}},
      {"http://example.com", {"http://example.com", "https://example.com"}},
      {"https://example.com/", {"http://example.com", "https://example.com"}},
      {"example.com:8080", {"http://example.com:8080", "https://example.com:8080"}},
      {"https://example.com:5555", {"http://example.com:5555", "https://example.com:5555"}},
      // Its own port is as good as none.
      {"http://example.com:80", {"http://example.com", "https://example.com"}},
      {"https://example.com:443", {"http://example.com", "https://example.com"}},
      {"example.com:443", {"http://example.com:443", "https://example.com:443"}},
      {"localhost:3001", {"http://localhost:3001", "https://localhost:3001"}},
      {"192.168.1.1", {"http://192.168.1.1", "https://192.168.1.1"}},
      {"[::1]", {"http://[::1]", "https://[::1]"}},
      {"self", {"http://self"}},
      {"insecure:allow-all", {"http://*:*", "https://*:*", "http://self"}},
  };
  for (const auto& [entry, hosts] : rows) {
    EXPECT_EQ(convert_allowed_http_host(entry), hosts) << entry;
  }
}

TEST(AllowedHttpHosts, RefusePathsAndOtherSchemes) {
  for (const auto entry : {"http://example.com/a", "example.com/a", "ftp://example.com",
                           "example.com:6666/a/b", "", "a:b"}) {
    const auto hosts = convert_allowed_http_host(entry);
    ASSERT_FALSE(hosts) << entry;
    EXPECT_EQ(hosts.error().kind(), base::Kind::invalid);
  }
}

}  // namespace
}  // namespace manifest
