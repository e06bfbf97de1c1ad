#include "http/client/quota.h"

#include <gtest/gtest.h>

namespace http::client {
namespace {

TEST(Quota, WhoeverWaitsGetsWhatAKeeperCloses) {
  async::Loop loop;
  Quota quota(1);
  auto kept = quota.find_free();
  const Quota::Keeper keeper(quota, loop, [&] { kept.reset(); });
  async::Started waiting(quota.wait(&loop));
  EXPECT_TRUE(quota.is_short());
  loop.poll();
  EXPECT_TRUE(waiting.ready());
  EXPECT_FALSE(quota.is_short());
}

TEST(Quota, WhoeverDoesNotWaitFindsAPlaceTheNextTime) {
  async::Loop loop;
  Quota quota(1);
  auto kept = quota.find_free();
  const Quota::Keeper keeper(quota, loop, [&] { kept.reset(); });
  EXPECT_FALSE(quota.find_free());
  loop.poll();
  EXPECT_TRUE(quota.find_free());
}

TEST(Quota, AsksNobodyWhoHasGone) {
  async::Loop loop;
  Quota quota(0);
  {
    const Quota::Keeper keeper(quota, loop, [] { FAIL(); });
    EXPECT_FALSE(quota.find_free());
  }
  loop.poll();
}

}  // namespace
}  // namespace http::client
