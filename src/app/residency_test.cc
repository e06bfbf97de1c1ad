// Keeper and Wards together: two loops on one thread, time moved by hand, loading faked.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "app/keeper.h"
#include "app/ward.h"
#include "testing/fake_clock.h"
#include "testing/noted_log.h"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t mebibyte = 1 << 20;

class Notes final : public ResidencyObserver {
 public:
  void changed(const ResidencyChange& c) override {
    all.push_back(base::format("{} {}->{} {}", c.component, name_of(c.from), name_of(c.to),
                               name_of(c.reason)));
  }
  size_t count(std::string_view what) const {
    return static_cast<size_t>(std::ranges::count_if(
        all, [&](const auto& note) { return note.find(what) != std::string::npos; }));
  }
  std::vector<std::string> all;
};

// A thing that stands for mapped code; tells when it is gone.
CodePtr fake_code(std::atomic<int>* mapped) {
  ++*mapped;
  auto thing = std::shared_ptr<int>(new int(0), [mapped](int* p) {
    delete p;
    --*mapped;
  });
  return {thing, reinterpret_cast<const engine::Code*>(thing.get())};
}

class ResidencyTest : public testing::Test {
 protected:
  // Components a, b, ... of `size` bytes each, watched by two loops.
  void start(ResidencyOptions options, size_t components = 1, uint64_t size = 100 * mebibyte) {
    keeper_.emplace(KeeperWorld{home_, loaders_, clock_, log_, notes_}, options);
    for (size_t i = 0; i < components; ++i) {
      keeper_->add(std::string(1, static_cast<char>('a' + i)));
      keeper_->deliver(i, {size, [this] { return load(); }});
    }
    first_.emplace(home_, clock_, *keeper_, components, [this] { ++asleep_; });
    second_.emplace(other_, other_clock_, *keeper_, components, [] {});
  }

  base::Result<CodePtr> load() {
    ++loads_;
    while (hold_loading_) std::this_thread::yield();
    if (loading_fails_) return base::fail(base::Kind::limit, "no room");
    return fake_code(&mapped_);
  }

  // Both loops until `done`; loader threads are real, so this waits for them.
  template <class Done>
  void settle_until(Done done) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      home_.poll();
      other_.poll();
      std::this_thread::yield();
    }
  }
  void settle() {
    while (home_.poll() + other_.poll() > 0) {
    }
  }
  void advance(world::Duration by) {
    for (int i = 0; i < 2; ++i) {
      clock_.advance(by / 2);
      other_clock_.advance(by / 2);
      settle();
    }
  }

  using Entered = async::Started<base::Result<Lease>>;
  static std::unique_ptr<Entered> begin(Ward& ward, size_t component = 0) {
    return std::make_unique<Entered>(ward.enter(component));
  }
  std::optional<base::Result<Lease>> enter(Ward& ward, size_t component = 0) {
    const auto entered = begin(ward, component);
    settle_until([&] { return entered->ready(); });
    return entered->take();
  }

  async::Loop home_, other_;
  testing::FakeClock clock_{home_}, other_clock_{other_};
  testing::NotedLog log_;
  Notes notes_;
  std::atomic<int> loads_ = 0, mapped_ = 0;
  int asleep_ = 0;  // how often the first loop has let a component go
  std::atomic<bool> hold_loading_ = false, loading_fails_ = false;
  async::Threads loaders_{1};
  std::optional<Keeper> keeper_;
  std::optional<Ward> first_, second_;
};

TEST_F(ResidencyTest, NothingIsLoadedBeforeTheFirstRequest) {
  start({});
  advance(1h);
  EXPECT_EQ(loads_, 0);
  EXPECT_FALSE(first_->try_enter(0));
}

TEST_F(ResidencyTest, ARequestWakesAndTheCooldownPutsToSleep) {
  start({.cooldown = 5s});
  {
    const auto lease = enter(*first_);
    ASSERT_TRUE(*lease);
    EXPECT_EQ(mapped_, 1);
    advance(1h);  // active: never asleep
    EXPECT_EQ(mapped_, 1);
  }
  advance(4s);
  EXPECT_EQ(mapped_, 1);
  EXPECT_EQ(asleep_, 0);
  advance(1s);
  EXPECT_EQ(mapped_, 0);
  EXPECT_EQ(asleep_, 1);
  EXPECT_EQ(notes_.all,
            (std::vector<std::string>{"a asleep->loaded request", "a loaded->active request",
                                      "a active->loaded finished", "a loaded->asleep cooldown"}));
}

TEST_F(ResidencyTest, EachUseStartsTheIdleClockAnew) {
  start({.cooldown = 5s});
  enter(*first_);
  for (int i = 0; i < 5; ++i) {
    advance(4s);
    ASSERT_TRUE(first_->try_enter(0));
  }
  EXPECT_EQ(loads_, 1);
  advance(5s);
  EXPECT_EQ(mapped_, 0);
}

TEST_F(ResidencyTest, LittleCodeIsMappedWithoutAnotherThread) {
  start({}, 1, 100);
  const auto entered = begin(*first_);
  settle();
  ASSERT_TRUE(entered->ready());
  EXPECT_TRUE(entered->take());
}

TEST_F(ResidencyTest, OneLoadHoweverManyWait) {
  start({});
  hold_loading_ = true;
  std::vector<std::unique_ptr<Entered>> waiting;
  for (int i = 0; i < 50; ++i) waiting.push_back(begin(i % 2 ? *first_ : *second_));
  settle();
  hold_loading_ = false;
  for (auto& entered : waiting) {
    settle_until([&] { return entered->ready(); });
    EXPECT_TRUE(entered->take());
  }
  EXPECT_EQ(loads_, 1);
}

TEST_F(ResidencyTest, ItSleepsWhenTheLastLoopHasLetGo) {
  start({.cooldown = 4s});
  enter(*first_);
  enter(*second_);
  EXPECT_EQ(loads_, 1);
  advance(2s);
  ASSERT_TRUE(second_->try_enter(0));
  advance(2s);
  EXPECT_FALSE(first_->try_enter(0));  // the first loop has let go
  EXPECT_EQ(mapped_, 1);               // the second has not
  EXPECT_EQ(notes_.count("->asleep"), 0u);
  advance(2s);
  EXPECT_EQ(mapped_, 0);
  EXPECT_EQ(notes_.count("->asleep"), 1u);
}

TEST_F(ResidencyTest, AWaiterThatGoesAwayHarmsNobody) {
  start({.cooldown = 5s});
  hold_loading_ = true;
  auto gone = begin(*first_);
  auto stays = begin(*first_);
  gone.reset();
  hold_loading_ = false;
  settle_until([&] { return stays->ready(); });
  EXPECT_TRUE(stays->take());
  advance(6s);
  EXPECT_EQ(mapped_, 0);
}

TEST_F(ResidencyTest, AllWaitersGoneTheCodeStillCoolsDown) {
  start({.cooldown = 5s});
  begin(*first_).reset();
  settle_until([&] { return notes_.count("asleep->loaded") == 1; });
  settle();
  advance(1s);
  settle();
  advance(10s);
  EXPECT_EQ(mapped_, 0);
}

TEST_F(ResidencyTest, AFailedLoadFailsItsWaitersAndTheNextRequestTriesAgain) {
  start({});
  loading_fails_ = true;
  const auto refused = enter(*first_);
  ASSERT_FALSE(*refused);
  EXPECT_EQ(refused->error().kind(), base::Kind::limit);
  loading_fails_ = false;
  EXPECT_TRUE(*enter(*first_));
}

TEST_F(ResidencyTest, WithoutCooldownItStays) {
  start({.cooldown = std::nullopt});
  enter(*first_);
  advance(1000h);
  EXPECT_EQ(mapped_, 1);
}

TEST_F(ResidencyTest, TheBudgetPutsTheLeastRecentlyUsedToSleepFirst) {
  start({.cooldown = std::nullopt, .memory_budget = 250 * mebibyte}, 3);
  enter(*first_, 0);
  advance(1s);
  enter(*first_, 1);
  advance(1s);
  ASSERT_TRUE(first_->try_enter(0));  // now b is the one used longest ago
  advance(1s);
  enter(*first_, 2);
  settle();
  EXPECT_EQ(notes_.count("b loaded->asleep budget"), 1u);
  EXPECT_EQ(notes_.count("->asleep"), 1u);
  EXPECT_TRUE(first_->try_enter(0));
  EXPECT_FALSE(first_->try_enter(1));
}

TEST_F(ResidencyTest, AnActiveComponentMakesNoRoomForAnother) {
  start({.cooldown = std::nullopt, .memory_budget = 200}, 3);
  const auto active = enter(*first_, 0);  // used longest ago, but it stays
  advance(1s);
  enter(*second_, 1);
  advance(1s);
  enter(*first_, 2);
  settle();
  EXPECT_EQ(notes_.count("b loaded->asleep budget"), 1u);
  EXPECT_EQ(mapped_, 2);
}

TEST_F(ResidencyTest, TheBudgetBendsBeforeAnActiveComponentIsTouched) {
  start({.cooldown = std::nullopt, .memory_budget = 100 * mebibyte}, 2);
  const auto active = enter(*first_, 0);
  EXPECT_TRUE(*enter(*first_, 1));
  EXPECT_EQ(mapped_, 2);
  EXPECT_EQ(notes_.count("->asleep"), 0u);
}

}  // namespace
}  // namespace app
