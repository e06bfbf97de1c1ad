#include "engine/slots.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Slots, ServeInTheOrderOfArrival) {
  async::Loop loop;
  Slots slots(1);
  auto first = slots.find_free();
  ASSERT_TRUE(first);
  EXPECT_FALSE(slots.find_free());
  async::Started second(slots.wait(&loop));
  async::Started third(slots.wait(&loop));
  first.reset();
  EXPECT_FALSE(slots.find_free()) << "the slot is promised";
  loop.poll();
  ASSERT_TRUE(second.ready());
  EXPECT_FALSE(third.ready());
  {
    const auto slot = second.take();
  }
  loop.poll();
  EXPECT_TRUE(third.ready());
}

TEST(Slots, WhoStopsWaitingLosesNoSlot) {
  async::Loop loop;
  Slots slots(1);
  auto first = slots.find_free();
  {
    async::Started cancelled(slots.wait(&loop));
    async::Started served(slots.wait(&loop));
  }
  {
    async::Started served(slots.wait(&loop));
    first.reset();  // served, but gone before it knows
  }
  EXPECT_TRUE(slots.find_free());
  loop.poll();
}

}  // namespace
}  // namespace engine
