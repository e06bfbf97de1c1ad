#include "async/slots.h"

#include <gtest/gtest.h>

namespace async {
namespace {

TEST(Slots, ServeInTheOrderOfArrival) {
  Loop loop;
  Slots slots(1);
  auto first = slots.find_free();
  ASSERT_TRUE(first);
  EXPECT_FALSE(slots.find_free());
  Started second(slots.wait(&loop));
  Started third(slots.wait(&loop));
  first.reset();
  EXPECT_FALSE(slots.find_free()) << "the slot is promised";
  EXPECT_TRUE(slots.is_short());
  loop.poll();
  ASSERT_TRUE(second.ready());
  EXPECT_FALSE(third.ready());
  {
    const auto slot = second.take();
  }
  loop.poll();
  EXPECT_TRUE(third.ready());
  EXPECT_FALSE(slots.is_short());
}

TEST(Slots, WhoStopsWaitingLosesNoSlot) {
  Loop loop;
  Slots slots(1);
  auto first = slots.find_free();
  {
    Started cancelled(slots.wait(&loop));
    Started served(slots.wait(&loop));
  }
  {
    Started served(slots.wait(&loop));
    first.reset();  // served, but gone before it knows
  }
  EXPECT_TRUE(slots.find_free());
  loop.poll();
}

}  // namespace
}  // namespace async
