#include "http/server/date.h"

#include <gtest/gtest.h>

#include "testing/fake_clock.h"

namespace http {
namespace {

TEST(Date, IsWrittenAsTheExampleOfRfc9110) {
  using namespace std::chrono;
  const auto when = sys_days(November / 6 / 1994) + 8h + 49min + 37s + 999ms;
  EXPECT_EQ(format_date(when), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Date, GoesOnWithTheClock) {
  async::Loop loop;
  ::testing::FakeClock clock(loop);
  Date date(clock);
  EXPECT_EQ(date.now(), "Fri, 02 Jan 2026 01:00:00 GMT");
  clock.advance(std::chrono::milliseconds(1500));
  EXPECT_EQ(date.now(), "Fri, 02 Jan 2026 01:00:01 GMT");
}

}  // namespace
}  // namespace http
