#include "http/server/departures.h"

#include <gtest/gtest.h>

#include <string>

#include "testing/fake_clock.h"

namespace http {
namespace {

using namespace std::chrono_literals;

struct DeparturesTest : ::testing::Test {
  async::Task<> answer(const char* who) {
    co_await departures.wait(who);
    left += who;
  }
  void add(const char* who) { answers.spawn("answer", answer(who)); }

  async::Loop loop;
  ::testing::FakeClock clock{loop};
  Departures departures{loop, clock};
  std::string left;  // who has left, in order
  async::TaskGroup answers;
  const char *a = "a", *b = "b", *c = "c";
};

TEST_F(DeparturesTest, OneConnectionAloneNeverWaits) {
  add(a);
  add(a);
  EXPECT_EQ(left, "aa");
}

TEST_F(DeparturesTest, AnswersThatFollowOthersLeaveTogetherWhenTheTurnEnds) {
  add(a);
  add(b);
  add(c);
  EXPECT_EQ(left, "a");
  loop.poll();
  EXPECT_EQ(left, "abc");
}

TEST_F(DeparturesTest, AnAnswerLongAfterTheLastDoesNotWait) {
  add(a);
  clock.advance(Departures::just_now);
  add(b);
  EXPECT_EQ(left, "ab");
}

TEST_F(DeparturesTest, NobodyWaitsLongWhileOthersCome) {
  add(a);
  add(b);
  clock.pass(Departures::most_wait);
  add(c);
  EXPECT_EQ(left, "abc");
}

TEST_F(DeparturesTest, NobodyWaitsForManyOthers) {
  add(a);
  for (int i = 0; i < Departures::most_waiting; ++i) add(i % 2 ? a : b);
  EXPECT_EQ(left, "a");
  add(c);
  EXPECT_EQ(left.size(), 2 + Departures::most_waiting);
}

TEST_F(DeparturesTest, WhoComesBackWhileOthersLeaveIsNotForgotten) {
  const auto twice = [](DeparturesTest* self, const char* who) -> async::Task<> {
    co_await self->answer(who);
    co_await self->answer(who);
  };
  add(a);
  answers.spawn("b", twice(this, b));
  answers.spawn("c", twice(this, c));
  loop.poll();
  EXPECT_EQ(left.size(), 5);
}

TEST_F(DeparturesTest, WhoIsCancelledDoesNotLeave) {
  add(a);
  add(b);
  answers.cancel_all();
  loop.poll();
  EXPECT_EQ(left, "a");
}

}  // namespace
}  // namespace http
