#include "http/server/roster.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "testing/fake_clock.h"

namespace http {
namespace {

using namespace std::chrono_literals;

struct Noted final : Roster::Member {
  explicit Noted(Roster& roster) : Member(roster) {}
  void on_late() override {
    ++late;
    victim.reset();
  }
  void on_drain() override {
    ++drained;
    victim.reset();
  }
  int late = 0, drained = 0;
  std::unique_ptr<Noted> victim;  // destroyed inside the calls
};

struct RosterTest : ::testing::Test {
  async::Loop loop;
  ::testing::FakeClock clock{loop};
  Roster roster{clock};
};

TEST_F(RosterTest, CallsWhoIsLateOnceAndAtMostTwoTicksLate) {
  Noted member(roster);
  member.set_deadline(1s);
  clock.advance(999ms);
  EXPECT_EQ(member.late, 0);
  clock.advance(1ms + 2 * Roster::tick);
  EXPECT_EQ(member.late, 1);
  clock.advance(10s);
  EXPECT_EQ(member.late, 1);
}

TEST_F(RosterTest, TheLastDeadlineCounts) {
  Noted later(roster), none(roster);
  later.set_deadline(1s);
  none.set_deadline(1s);
  clock.advance(500ms);
  later.set_deadline(1s);
  none.clear_deadline();
  clock.advance(900ms);
  EXPECT_EQ(later.late, 0);
  clock.advance(600ms);
  EXPECT_EQ(later.late, 1);
  EXPECT_EQ(none.late, 0);
}

TEST_F(RosterTest, DoesNotTickWhileNobodyIsThere) {
  clock.advance(1s);
  EXPECT_EQ(clock.sleepers(), 0u);
  {
    Noted member(roster);
    EXPECT_EQ(clock.sleepers(), 1u);
  }
  clock.advance(1s);
  EXPECT_EQ(clock.sleepers(), 0u);
  Noted member(roster);
  member.set_deadline(0s);
  clock.advance(1s);
  EXPECT_EQ(member.late, 1);
}

TEST_F(RosterTest, AMemberMayDestroyAnotherWhileItIsTold) {
  for (const bool drains : {false, true}) {
    auto a = std::make_unique<Noted>(roster);
    auto b = std::make_unique<Noted>(roster);
    auto c = std::make_unique<Noted>(roster);
    for (auto* member : {a.get(), b.get(), c.get()}) member->set_deadline(1s);
    a->victim = std::move(b);
    c->victim = std::make_unique<Noted>(roster);
    if (drains) roster.drain();
    clock.advance(2s);
    EXPECT_EQ(roster.size(), 2u);
    EXPECT_EQ(a->late + c->late, 2);
  }
}

TEST_F(RosterTest, DrainTellsEveryMemberOnce) {
  Noted a(roster), b(roster);
  EXPECT_FALSE(roster.draining());
  roster.drain();
  EXPECT_TRUE(roster.draining());
  EXPECT_EQ(a.drained + b.drained, 2);
  a.set_deadline(1s);
  clock.advance(2s);
  EXPECT_EQ(a.late, 1);
}

}  // namespace
}  // namespace http
