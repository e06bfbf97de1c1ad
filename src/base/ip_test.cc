#include "base/ip.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Cidr, HoldsTheAddressesOfItsBlock) {
  struct Row {
    const char* block;
    const char* address;
    bool held;
  };
  const Row rows[] = {
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"192.168.1.0/25", "192.168.1.127", true},
      {"192.168.1.0/25", "192.168.1.128", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "::1", false},
      {"fd00::/8", "fd12::1", true},
      {"fd00::/8", "fe80::1", false},
      {"127.0.0.0/8", "::ffff:127.0.0.1", true},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Cidr::parse(row.block)->contains(*IpAddress::parse(row.address)), row.held)
        << row.block << " " << row.address;
  }
}

TEST(Cidr, RefusesWhatIsNoBlock) {
  for (const auto* text : {"10.0.0.0", "10.0.0.0/33", "::/129", "a/8", "10.0.0.0/", "/8"}) {
    EXPECT_FALSE(Cidr::parse(text)) << text;
  }
}

TEST(IpAddress, KnowsTheSpecialRanges) {
  const auto parse = [](const char* text) { return *IpAddress::parse(text); };
  EXPECT_TRUE(parse("127.8.9.1").is_loopback());
  EXPECT_TRUE(parse("::1").is_loopback());
  EXPECT_TRUE(parse("::ffff:127.0.0.1").is_loopback());
  EXPECT_TRUE(parse("169.254.169.254").is_link_local());
  EXPECT_TRUE(parse("fe80::1").is_link_local());
  EXPECT_TRUE(parse("172.31.0.1").is_private());
  EXPECT_FALSE(parse("172.32.0.1").is_private());
  EXPECT_TRUE(parse("fd00::1").is_private());
  EXPECT_TRUE(parse("0.0.0.0").is_unspecified());
  EXPECT_FALSE(parse("8.8.8.8").is_private());
}

TEST(Endpoint, ReadsAndWritesBothFamilies) {
  EXPECT_EQ(Endpoint::parse("127.0.0.1:80")->text(), "127.0.0.1:80");
  EXPECT_EQ(Endpoint::parse("[::1]:3000")->text(), "[::1]:3000");
  for (const auto* text : {"127.0.0.1", "localhost:80", "::1:80", "[127.0.0.1]:80", "1.2.3.4:65536",
                           "1.2.3.4:", "1.2.3.4:-1"}) {
    EXPECT_FALSE(Endpoint::parse(text)) << text;
  }
}

}  // namespace
}  // namespace base
