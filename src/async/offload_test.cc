#include "async/offload.h"

#include <gtest/gtest.h>

#include <thread>

namespace async {
namespace {

Task<> work_and_stop(Threads* threads, Loop* loop, std::thread::id* worker, std::thread::id* back) {
  *worker = co_await offload(threads, loop, [] { return std::this_thread::get_id(); });
  *back = std::this_thread::get_id();
  loop->stop();
}

TEST(Offload, RunsElsewhereAndContinuesOnTheLoop) {
  Loop loop;
  Threads threads(1);
  std::thread::id worker, back;
  Started started(work_and_stop(&threads, &loop, &worker, &back));
  loop.run();
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_EQ(back, std::this_thread::get_id());
}

TEST(Offload, AWaitMayBeCancelledBeforeTheWorkEnds) {
  Loop loop;
  Threads threads(1);
  {
    Started started(offload(&threads, &loop, [] { return std::make_unique<int>(1); }));
  }
  loop.poll();
}

Task<> count_signals(Signal* signal, int* looks) {
  for (;;) {
    co_await signal->wait();
    ++*looks;
  }
}

TEST(Signal, MergesSetsAndLosesNone) {
  Loop loop;
  Signal signal(loop);
  int looks = 0;
  Started waiter(count_signals(&signal, &looks));
  for (int i = 0; i < 3; ++i) signal.setter().set();
  loop.poll();
  EXPECT_EQ(looks, 1);
  signal.setter().set();
  loop.poll();
  EXPECT_EQ(looks, 2);
}

TEST(Signal, ManyThreadsMaySet) {
  Loop loop;
  Signal signal(loop);
  int looks = 0;
  Started waiter(count_signals(&signal, &looks));
  std::vector<std::jthread> setters;
  for (int i = 0; i < 4; ++i) {
    setters.emplace_back([setter = signal.setter()] {
      for (int n = 0; n < 1000; ++n) setter.set();
    });
  }
  setters.clear();
  while (loop.poll() > 0) {
  }
  EXPECT_GE(looks, 1);
}

}  // namespace
}  // namespace async
