#include "async/yield.h"

#include <gtest/gtest.h>

#include <optional>

#include "async/task.h"

namespace async {
namespace {

Task<> count_after_yield(Loop* loop, int* count) {
  co_await yield(*loop);
  ++*count;
}

TEST(Yield, LetsTheLoopRunFirst) {
  Loop loop;
  int count = 0;
  loop.post([&] { EXPECT_EQ(count, 0); });
  Started<> task(count_after_yield(&loop, &count));
  EXPECT_EQ(count, 0);
  loop.poll();
  EXPECT_EQ(count, 1);
  EXPECT_TRUE(task.ready());
}

TEST(Yield, IsTakenBackWhenItsTaskIsDestroyed) {
  Loop loop;
  int count = 0;
  std::optional<Started<>> task(std::in_place, count_after_yield(&loop, &count));
  task.reset();
  loop.poll();
  EXPECT_EQ(count, 0);
}

}  // namespace
}  // namespace async
