#include "oci/retry.h"

#include <gtest/gtest.h>

namespace oci {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Retry, WaitsLongerEachTimeAndThenGivesUp) {
  const Patience patience{.attempts = 4};
  EXPECT_EQ(plan_retry(patience, 1, std::nullopt), milliseconds(200));
  EXPECT_EQ(plan_retry(patience, 2, std::nullopt), milliseconds(400));
  EXPECT_EQ(plan_retry(patience, 3, std::nullopt), milliseconds(800));
  EXPECT_EQ(plan_retry(patience, 4, std::nullopt), std::nullopt);
}

TEST(Retry, WaitsAsLongAsTheRegistryAsksUnlessThatIsTooLong) {
  const Patience patience;
  EXPECT_EQ(plan_retry(patience, 1, seconds(7)), seconds(7));
  EXPECT_EQ(plan_retry(patience, 1, seconds(0)), milliseconds(200));
  EXPECT_EQ(plan_retry(patience, 1, seconds(61)), std::nullopt);
}

TEST(Retry, ReadsSecondsAndDates) {
  const world::WallTime now = std::chrono::sys_days(std::chrono::November / 6 / 1994) +
                              std::chrono::hours(8) + std::chrono::minutes(49);
  EXPECT_EQ(parse_retry_after("120", now), seconds(120));
  EXPECT_EQ(parse_retry_after("99999999999", now), seconds(86'400));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), seconds(37));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), seconds(0));
  for (const auto* text : {"", "soon", "-1", "1.5", "Sun, 06 Xyz 1994 08:49:37 GMT",
                           "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET"}) {
    EXPECT_EQ(parse_retry_after(text, now), std::nullopt) << text;
  }
}

TEST(Retry, TellsWhatMayPassFromWhatWillNot) {
  EXPECT_TRUE(may_pass(429));
  EXPECT_TRUE(may_pass(503));
  EXPECT_FALSE(may_pass(404));
  EXPECT_FALSE(may_pass(501));
  EXPECT_TRUE(may_pass(base::Kind::unavailable));
  EXPECT_FALSE(may_pass(base::Kind::denied));
}

}  // namespace
}  // namespace oci
