#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "async/loop.h"
#include "world/child.h"

namespace world {
namespace {

class ChildTest : public testing::Test {
 protected:
  base::Result<std::unique_ptr<Child>> start(ChildProgram program) {
    return children_->start(std::move(program), [this](base::View said) { said_ += said; });
  }
  int wait_for(Child& child) {
    std::optional<int> code;
    async::Started<> driver(
        [](async::Loop* loop, Child* c, std::optional<int>* out) -> async::Task<> {
          auto ended = co_await c->wait();
          *out = ended ? *ended : -1;
          loop->stop();
        }(&loop_, &child, &code));
    if (!code) loop_.run();
    return *code;
  }
  async::Loop loop_;
  std::unique_ptr<Children> children_ = real_children(loop_);
  std::string said_;
};

TEST_F(ChildTest, IsHeardOnBothStreamsToItsEnd) {
  auto child = start({.name = "sh", .arguments = {"-c", "echo one; echo two >&2; exit 4"}});
  ASSERT_TRUE(child);
  EXPECT_EQ(wait_for(**child), 4);
  EXPECT_EQ(said_, "one\ntwo\n");
}

TEST_F(ChildTest, RunsWhereItIsToldTo) {
  auto child = start({.name = "pwd", .folder = "/"});
  ASSERT_TRUE(child);
  EXPECT_EQ(wait_for(**child), 0);
  EXPECT_EQ(said_, "/\n");
}

TEST_F(ChildTest, EndsWhenItIsAskedTo) {
  auto child = start({.name = "sleep", .arguments = {"1000"}});
  ASSERT_TRUE(child);
  (*child)->ask_to_end();
  EXPECT_EQ(wait_for(**child), 128 + 15);
}

// A daemon that a build leaves behind holds the pipe open; the build has ended all the same.
TEST_F(ChildTest, DoesNotWaitForWhatItLeftRunning) {
  auto child = start({.name = "sh", .arguments = {"-c", "sleep 3 & echo done"}});
  ASSERT_TRUE(child);
  EXPECT_EQ(wait_for(**child), 0);
  EXPECT_EQ(said_, "done\n");
}

TEST_F(ChildTest, AProgramThatIsNotThereIsNamed) {
  auto child = start({.name = "no-such-program-of-torpor"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().kind(), base::Kind::not_found);
}

}  // namespace
}  // namespace world
