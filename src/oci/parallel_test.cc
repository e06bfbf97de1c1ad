#include "oci/parallel.h"

#include <gtest/gtest.h>

#include <vector>

#include "async/event.h"

namespace oci {
namespace {

using async::Task;
using base::Result;

// Work that waits until the test lets it go on.
struct Gate {
  async::Event opened;
  bool open = false;
  int running = 0, most_running = 0, finished = 0;
  std::vector<size_t> begun;
  std::optional<size_t> failing;
};

struct Count {
  int* counter;
  explicit Count(int* c) : counter(c) { ++*counter; }
  ~Count() { --*counter; }
};

Task<Result<>> pass_gate(Gate* gate, size_t index) {
  const Count count(&gate->running);
  gate->most_running = std::max(gate->most_running, gate->running);
  gate->begun.push_back(index);
  if (gate->failing == index) co_return base::fail(base::Kind::io, "job {} failed", index);
  while (!gate->open) co_await gate->opened.wait();
  ++gate->finished;
  co_return Result<>();
}

TEST(Parallel, RunsSoManyAtATimeAndAllOfThem) {
  Gate gate;
  async::Started<Result<>> all(
      run_parallel(10, 3, [&gate](size_t i) { return pass_gate(&gate, i); }));
  EXPECT_FALSE(all.ready());
  EXPECT_EQ(gate.running, 3);
  gate.open = true;
  gate.opened.notify_all();
  ASSERT_TRUE(all.ready());
  EXPECT_TRUE(all.take());
  EXPECT_EQ(gate.finished, 10);
  EXPECT_EQ(gate.most_running, 3);
  EXPECT_EQ(gate.begun, (std::vector<size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Parallel, TheFirstErrorCancelsTheOthers) {
  Gate gate;
  gate.failing = 2;
  async::Started<Result<>> all(
      run_parallel(10, 3, [&gate](size_t i) { return pass_gate(&gate, i); }));
  ASSERT_TRUE(all.ready());
  EXPECT_EQ(all.take().error().message(), "job 2 failed");
  EXPECT_EQ(gate.running, 0);
  EXPECT_EQ(gate.finished, 0);
  EXPECT_EQ(gate.begun.size(), 3u);
}

TEST(Parallel, ALaterErrorCancelsTheOthers) {
  Gate gate;
  gate.failing = 3;
  async::Started<Result<>> all(
      run_parallel(10, 3, [&gate](size_t i) { return pass_gate(&gate, i); }));
  EXPECT_FALSE(all.ready());
  gate.opened.notify_all();  // nobody may pass yet
  EXPECT_FALSE(all.ready());
  gate.open = true;
  gate.opened.notify_all();
  ASSERT_TRUE(all.ready());
  EXPECT_FALSE(all.take());
  EXPECT_EQ(gate.running, 0);
}

TEST(Parallel, NoWorkIsDoneAtOnce) {
  async::Started<Result<>> all(run_parallel(0, 16, [](size_t) -> Task<Result<>> { std::abort(); }));
  ASSERT_TRUE(all.ready());
  EXPECT_TRUE(all.take());
}

TEST(Parallel, IsCancelledWhole) {
  Gate gate;
  {
    async::Started<Result<>> all(
        run_parallel(10, 3, [&gate](size_t i) { return pass_gate(&gate, i); }));
    EXPECT_EQ(gate.running, 3);
  }
  EXPECT_EQ(gate.running, 0);
}

}  // namespace
}  // namespace oci
