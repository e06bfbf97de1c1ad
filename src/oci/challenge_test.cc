#include "oci/challenge.h"

#include <gtest/gtest.h>

namespace oci {
namespace {

TEST(Challenge, ReadsABearerChallenge) {
  const auto all = parse_challenges(
      R"(Bearer realm="https://auth.example.org/token",service="registry",scope="repository:a/b:pull,push")");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].scheme, "bearer");
  EXPECT_EQ(*all[0].find("realm"), "https://auth.example.org/token");
  EXPECT_EQ(*all[0].find("service"), "registry");
  EXPECT_EQ(*all[0].find("scope"), "repository:a/b:pull,push");
  EXPECT_EQ(all[0].find("error"), nullptr);
}

TEST(Challenge, ReadsSeveralInOneField) {
  const auto all = parse_challenges(R"(Basic realm="a \"b\"", BEARER realm = x , Service=y)");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].scheme, "basic");
  EXPECT_EQ(*all[0].find("realm"), "a \"b\"");
  EXPECT_EQ(all[1].scheme, "bearer");
  EXPECT_EQ(*all[1].find("realm"), "x");
  EXPECT_EQ(*all[1].find("service"), "y");
}

TEST(Challenge, StopsWhereItCannotRead) {
  EXPECT_TRUE(parse_challenges("").empty());
  EXPECT_TRUE(parse_challenges(",,").empty());
  EXPECT_TRUE(parse_challenges("=x").empty());
  EXPECT_TRUE(parse_challenges(R"("quoted")").empty());
  const auto cut = parse_challenges(R"(Bearer realm="never ends)");
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_EQ(cut[0].find("realm"), nullptr);
}

}  // namespace
}  // namespace oci
