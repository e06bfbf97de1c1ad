#include <gtest/gtest.h>

#include <optional>

#include "async/loop.h"
#include "world/clock.h"
#include "world/process.h"

namespace world {
namespace {

// Runs a task on a real loop to its end.
template <class T>
T run_to_end(async::Loop& loop, async::Task<T> task) {
  std::optional<T> out;
  async::Started<> driver(
      [](async::Loop* l, async::Task<T> t, std::optional<T>* o) -> async::Task<> {
        o->emplace(co_await std::move(t));
        l->stop();
      }(&loop, std::move(task), &out));
  if (!out) loop.run();
  return std::move(*out);
}

class ProcessTest : public testing::Test {
 protected:
  base::Result<ProgramResult> run(Program program) {
    return run_to_end(loop_, processes_->run(std::move(program)));
  }
  async::Loop loop_;
  std::unique_ptr<Processes> processes_ = real_processes(loop_);
};

TEST_F(ProcessTest, GivesInputAndTakesBothOutputsAndTheExitCode) {
  const auto result =
      run({.name = "sh", .arguments = {"-c", "cat; echo bad >&2; exit 3"}, .input = "good"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, "good");
  EXPECT_EQ(result->errors, "bad\n");
  EXPECT_EQ(result->exit_code, 3);
}

TEST_F(ProcessTest, ArgumentsReachTheProgramAsTheyAre) {
  const auto result = run({.name = "printf", .arguments = {"%s", "$(id) `id` ; \"'"}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, "$(id) `id` ; \"'");
}

TEST_F(ProcessTest, NamesTheProgramThatIsNotThere) {
  const auto result = run({.name = "no-such-program-of-torpor"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), base::Kind::not_found);
  EXPECT_NE(result.error().message().find("no-such-program-of-torpor"), std::string::npos);
}

TEST_F(ProcessTest, CarriesMoreThanAPipeHolds) {
  const std::string much(300'000, 'x');
  const auto result = run({.name = "cat", .input = much});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, much);
}

TEST_F(ProcessTest, StopsAProgramThatSaysTooMuch) {
  const auto result = run({.name = "yes", .most_output = 10'000});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), base::Kind::limit);
}

TEST_F(ProcessTest, AProgramThatDoesNotReadItsInputEndsWell) {
  const auto result = run({.name = "true", .input = std::string(300'000, 'x')});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->exit_code, 0);
}

TEST_F(ProcessTest, TellsTheSignalThatEndedIt) {
  const auto result = run({.name = "sh", .arguments = {"-c", "kill -9 $$"}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->exit_code, 137);
}

TEST_F(ProcessTest, IsKilledAtItsDeadline) {
  const auto clock = real_clock(loop_);
  const auto result = run_to_end(
      loop_,
      with_deadline(clock.get(), clock->now() + std::chrono::milliseconds(20), "the helper",
                    processes_->run({.name = "sh", .arguments = {"-c", "sleep 60 & wait"}})));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), base::Kind::timeout);
}

}  // namespace
}  // namespace world
