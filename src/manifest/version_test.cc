#include "manifest/version.h"

#include <gtest/gtest.h>

namespace manifest {
namespace {

TEST(Version, ReadsThreeNumbersAndLabels) {
  EXPECT_EQ(Version::find("1.2.3"), (Version{1, 2, 3, ""}));
  EXPECT_EQ(Version::find("0.2.0-rc-2023-11-10"), (Version{0, 2, 0, "rc-2023-11-10"}));
  EXPECT_EQ(Version::find("1.0.0-rc.1+build.5"), (Version{1, 0, 0, "rc.1"}));
  EXPECT_EQ(Version::find("1.0.0+a-b"), (Version{1, 0, 0, ""}));
  for (const auto text : {"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "v1.2.3", "1.2.3-",
                          "1.2.3+", "1.2.3-a..b", "-1.2.3", "1.2.99999999999999999999"}) {
    EXPECT_EQ(Version::find(text), std::nullopt) << text;
  }
}

TEST(Version, HasATrack) {
  const auto same = [](std::string_view a, std::string_view b) {
    return Version::find(a)->track() == Version::find(b)->track();
  };
  EXPECT_TRUE(same("1.2.3", "1.9.0"));
  EXPECT_FALSE(same("1.2.3", "2.2.3"));
  EXPECT_TRUE(same("0.1.2", "0.1.9"));
  EXPECT_FALSE(same("0.1.2", "0.2.2"));
  EXPECT_FALSE(same("0.0.1", "0.0.2"));
  EXPECT_FALSE(same("1.0.0-a", "1.0.0"));
}

TEST(Version, KnowsRequirements) {
  for (const auto text : {"1.2.3", "=1.2.3", ">= 0.1.0", ">=1.2, <2", "^1.2", "~1", "1.*", "1.2.x",
                          "*", "=0.1.0-rc.1", " 1 "}) {
    EXPECT_TRUE(is_version_requirement(text)) << text;
  }
  for (const auto text : {"", "abc", ">", "1.2.3.4", ">=1,", "1.*.2", "==1", "1 2", "latest"}) {
    EXPECT_FALSE(is_version_requirement(text)) << text;
  }
}

}  // namespace
}  // namespace manifest
