#include "cli/pairs.h"

#include <gtest/gtest.h>

namespace cli {
namespace {

TEST(Pairs, AreSplitAtTheFirstEqualsSign) {
  EXPECT_EQ(parse_pairs("--env", "NAME=VALUE", {"A=1", "B=x=y", "C="}),
            (Pairs{{"A", "1"}, {"B", "x=y"}, {"C", ""}}));
}

TEST(Pairs, SayWhatWouldBeRight) {
  for (const auto* entry : {"A", "=1", ""}) {
    const auto refused = parse_pairs("--env", "NAME=VALUE", {entry});
    ASSERT_FALSE(refused) << entry;
    EXPECT_EQ(refused.error().kind(), base::Kind::invalid);
    EXPECT_EQ(refused.error().message(), base::format("--env `{}`: write NAME=VALUE", entry));
  }
}

}  // namespace
}  // namespace cli
