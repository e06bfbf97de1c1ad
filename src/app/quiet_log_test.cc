#include "app/quiet_log.h"

#include <gtest/gtest.h>

#include "testing/fake_clock.h"
#include "testing/noted_log.h"

namespace app {
namespace {

TEST(QuietLog, SaysNoLineTwiceWithinAMinute) {
  async::Loop loop;
  ::testing::FakeClock clock(loop);
  ::testing::NotedLog noted;
  QuietLog log(noted, clock);
  for (const auto* line : {"disk full", "disk full", "no file", "disk full"}) {
    log.write(base::Level::error, "store", line);
  }
  EXPECT_EQ(noted.lines, (std::vector<std::string>{"store: disk full", "store: no file"}));
  clock.advance(QuietLog::quiet_time);
  log.write(base::Level::error, "store", "disk full");
  EXPECT_EQ(noted.lines.size(), 3u);
}

}  // namespace
}  // namespace app
