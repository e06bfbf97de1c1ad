#include "app/global_address.h"

#include <gtest/gtest.h>

namespace app {
namespace {

bool is_global(const char* text) {
  return app::is_global(*base::IpAddress::parse(text));
}

TEST(GlobalAddress, IsReachableFromEverywhere) {
  for (const auto* text :
       {"8.8.8.8", "100.63.0.1", "100.128.0.1", "172.32.0.1", "192.0.1.1", "2600::beef",
        "2a00:1450::1", "2002:0808:0808::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_global(text)) << text;
  }
}

TEST(GlobalAddress, IsNoneOfTheSpecialRanges) {
  for (const auto* text : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.1.1",
                           "127.0.0.1",
                           "169.254.169.254",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.0.1",
                           "198.19.0.1",
                           "198.51.100.7",
                           "203.0.113.7",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:10.0.0.1",
                           "::10.0.0.1",
                           "fc00::1",
                           "fe80::1",
                           "ff02::1",
                           "2001::1",
                           "2001:db8::1",
                           "3fff::1",
                           "2002:0a00:0001::1",
                           "64:ff9b::127.0.0.1",
                           "64:ff9b:1::8.8.8.8"}) {
    EXPECT_FALSE(is_global(text)) << text;
  }
}

}  // namespace
}  // namespace app
