#include "base/text.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Text, FindsTheWordThatWasMeant) {
  constexpr std::string_view known[] = {"source", "files", "environment", "build"};
  EXPECT_EQ(find_nearest("source_path", known), "source");
  EXPECT_EQ(find_nearest("enviroment", known), "environment");
  EXPECT_EQ(find_nearest("file", known), "files");
  EXPECT_EQ(find_nearest("zzz", known), std::nullopt);
}

TEST(Text, ReadsSizes) {
  EXPECT_EQ(find_size("512MiB"), uint64_t{512} << 20);
  EXPECT_EQ(find_size("10KB"), 10'000u);
  EXPECT_EQ(find_size("7"), 7u);
  for (const auto* text : {"", "MiB", "1.5GiB", "-1", "1TiBx", "99999999999GiB"}) {
    EXPECT_EQ(find_size(text), std::nullopt) << text;
  }
}

TEST(Text, ReadsDurations) {
  using namespace std::chrono_literals;
  EXPECT_EQ(find_duration("250ms"), 250ms);
  EXPECT_EQ(find_duration("5s"), 5s);
  EXPECT_EQ(find_duration("2m"), 2min);
  EXPECT_EQ(find_duration("1h"), 1h);
  EXPECT_EQ(find_duration("3"), 3s);
  for (const auto* text : {"", "s", "-1s", "1.5s", "1d", "99999999999h"}) {
    EXPECT_EQ(find_duration(text), std::nullopt) << text;
  }
}

TEST(Text, SplitsAndKeepsEmptyParts) {
  EXPECT_EQ(split("a//b", '/'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", '/'), (std::vector<std::string_view>{""}));
}

TEST(Text, WritesHex) {
  EXPECT_EQ(hex(std::string_view("\x00\xff\x1a", 3)), "00ff1a");
}

}  // namespace
}  // namespace base
