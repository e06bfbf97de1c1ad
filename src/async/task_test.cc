#include "async/task.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "async/event.h"
#include "async/task_group.h"
#include "base/result.h"

namespace async {
namespace {

Task<int> value(int x) {
  co_return x;
}

Task<int> sum(int a, int b) {
  const int x = co_await value(a);
  const int y = co_await value(b);
  co_return x + y;
}

Task<> note_after(Event* event, std::vector<std::string>* notes, std::string what) {
  co_await event->wait();
  notes->push_back(what);
}

TEST(Task, RunsNothingUntilItIsStarted) {
  Event event;
  std::vector<std::string> notes;
  auto task = note_after(&event, &notes, "a");
  event.notify_all();
  EXPECT_TRUE(notes.empty());
  Started started(std::move(task));
  event.notify_all();
  EXPECT_EQ(notes, std::vector<std::string>{"a"});
}

TEST(Task, AwaitsOthersInOrder) {
  Started started(sum(40, 2));
  ASSERT_TRUE(started.ready());
  EXPECT_EQ(started.take(), 42);
}

Task<base::Result<int>> refuse() {
  co_return base::fail(base::Kind::denied, "no");
}
Task<base::Result<int>> pass_on() {
  CO_TRY(const int x, co_await refuse());
  co_return x + 1;
}

TEST(Task, CoTryPassesAnErrorOn) {
  Started started(pass_on());
  const auto result = started.take();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), base::Kind::denied);
  EXPECT_EQ(result.error().message(), "no");
}

TEST(Task, DestroyingItTakesTheWaitBack) {
  Event event;
  std::vector<std::string> notes;
  {
    Started started(note_after(&event, &notes, "a"));
  }
  event.notify_all();
  EXPECT_TRUE(notes.empty());
}

TEST(Task, ManyAwaitsInALoopUseNoStack) {
  const auto many = []() -> Task<int> {
    int total = 0;
    for (int i = 0; i < 1'000'000; ++i) total += co_await value(1);
    co_return total;
  };
  Started started(many());
  EXPECT_EQ(started.take(), 1'000'000);
}

Task<int> first_of_two(Event* a, Event* b, std::vector<std::string>* notes) {
  Started first(note_after(a, notes, "a"));
  Started second(note_after(b, notes, "b"));
  co_await either(first, second);
  co_return first.ready() ? 1 : 2;
}

TEST(Either, ReturnsWhenOneIsReadyAndTheOtherIsCancelled) {
  Event a, b;
  std::vector<std::string> notes;
  Started started(first_of_two(&a, &b, &notes));
  EXPECT_FALSE(started.ready());
  b.notify_all();
  ASSERT_TRUE(started.ready());
  EXPECT_EQ(started.take(), 2);
  a.notify_all();
  EXPECT_EQ(notes, std::vector<std::string>{"b"});
}

TEST(Event, AWaiterMayCancelAnotherDuringTheCall) {
  Event event;
  std::vector<std::string> notes;
  auto victim = std::make_unique<Started<>>(note_after(&event, &notes, "victim"));
  const auto kill = [](Event* e, std::unique_ptr<Started<>>* v) -> Task<> {
    co_await e->wait();
    v->reset();
  };
  victim.reset();
  Started killer(kill(&event, &victim));
  victim = std::make_unique<Started<>>(note_after(&event, &notes, "victim"));
  event.notify_all();
  EXPECT_TRUE(notes.empty());
}

TEST(Event, WhoWaitsAgainDuringTheCallIsForTheNextOne) {
  Event event;
  int turns = 0;
  const auto loop = [](Event* e, int* n) -> Task<> {
    for (;;) {
      co_await e->wait();
      ++*n;
    }
  };
  Started started(loop(&event, &turns));
  event.notify_all();
  EXPECT_EQ(turns, 1);
}

TEST(TaskGroup, KeepsWorkUntilItEnds) {
  Event event;
  std::vector<std::string> notes;
  TaskGroup group;
  group.spawn("a", note_after(&event, &notes, "a"));
  group.spawn("b", note_after(&event, &notes, "b"));
  EXPECT_EQ(group.size(), 2u);
  Started joined(group.wait_until_empty());
  EXPECT_FALSE(joined.ready());
  event.notify_all();
  EXPECT_TRUE(joined.ready());
  EXPECT_EQ(notes, (std::vector<std::string>{"a", "b"}));
}

TEST(TaskGroup, CancelsWhatIsLeftWhenItGoes) {
  Event event;
  std::vector<std::string> notes;
  {
    TaskGroup group;
    group.spawn("a", note_after(&event, &notes, "a"));
  }
  event.notify_all();
  EXPECT_TRUE(notes.empty());
}

}  // namespace
}  // namespace async
