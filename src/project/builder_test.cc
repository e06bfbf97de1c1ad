#include "project/builder.h"

#include <gmock/gmock.h>

#include <optional>

#include "testing/fake_children.h"
#include "testing/folder_test.h"

namespace project {
namespace {

using testing::ElementsAre;

class NotedBuilds final : public BuildObserver {
 public:
  void started(const BuildJob& job, std::string_view command) override {
    notes.push_back(job.component + " starts " + std::string(command));
  }
  void said(const BuildJob& job, std::string_view text) override {
    notes.push_back(job.component + " says " + std::string(text));
  }
  void ended(const BuildJob& job) override { notes.push_back(job.component + " ends"); }
  void failed(const BuildJob& job, const base::Error& error) override {
    notes.push_back(job.component + " fails: " + error.message());
  }
  std::vector<std::string> notes;
};

class BuilderTest : public testing::FolderTest {
 protected:
  void run(std::vector<BuildJob> jobs, size_t at_once = 8) {
    jobs_ = std::move(jobs);
    for (auto& job : jobs_) {
      if (job.folder.empty()) job.folder = folder_;
    }
    builder_.emplace(Builder::World{children_, *files_, notes_}, at_once, BuildOutput::observed);
    running_.emplace(builder_->run(&jobs_));
  }
  bool is_done() const { return running_->ready(); }

  testing::FakeChildren children_;
  NotedBuilds notes_;
  std::vector<BuildJob> jobs_;
  std::optional<Builder> builder_;
  std::optional<async::Started<base::Result<>>> running_;
};

TEST_F(BuilderTest, RunsCommandsOneAfterAnother) {
  run({{"a", {"one", "two"}, "", "", {}}});
  ASSERT_EQ(children_.size(), 1u);
  EXPECT_THAT(children_.at(0).what.arguments, ElementsAre("-c", "one"));
  EXPECT_EQ(children_.at(0).what.folder, folder_);
  children_.at(0).says("hm");
  children_.at(0).end(0);
  ASSERT_EQ(children_.size(), 2u);
  EXPECT_FALSE(is_done());
  children_.at(1).end(0);
  ASSERT_TRUE(is_done());
  EXPECT_TRUE(running_->take());
  EXPECT_THAT(notes_.notes, ElementsAre("a starts one", "a says hm", "a starts two", "a ends"));
}

TEST_F(BuilderTest, RunsIndependentBuildsSideBySideUpToTheLimit) {
  run({{"a", {"a"}, "", "", {}}, {"b", {"b"}, "", "", {}}, {"c", {"c"}, "", "", {}}}, 2);
  EXPECT_EQ(children_.size(), 2u);
  children_.at(1).end(0);
  ASSERT_EQ(children_.size(), 3u);
  EXPECT_EQ(children_.at(2).command(), "c");
}

TEST_F(BuilderTest, WaitsForWhatABuildNeeds) {
  run({{"a", {"a"}, "", "", {1}}, {"b", {"b"}, "", "", {}}});
  ASSERT_EQ(children_.size(), 1u);
  EXPECT_EQ(children_.at(0).command(), "b");
  children_.at(0).end(0);
  ASSERT_EQ(children_.size(), 2u);
  EXPECT_EQ(children_.at(1).command(), "a");
}

TEST_F(BuilderTest, AFailureBeginsNoOtherAndWaitsForThoseThatRun) {
  run({{"a", {"a", "never"}, "", "", {}}, {"b", {"b"}, "", "", {}}, {"c", {"c"}, "", "", {0}}}, 2);
  children_.at(0).end(101);
  EXPECT_FALSE(is_done());
  children_.at(1).end(0);
  ASSERT_TRUE(is_done());
  EXPECT_EQ(children_.size(), 2u);
  const auto result = running_->take();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "component `a` did not build; 1 more not begun");
  EXPECT_THAT(notes_.notes, testing::Contains("a fails: `a` ended with exit code 101"));
}

TEST_F(BuilderTest, SaysThatTheFolderIsNotThere) {
  run({{"a", {"a"}, folder_ + "/none", "", {}}});
  ASSERT_TRUE(is_done());
  EXPECT_FALSE(running_->take());
  EXPECT_EQ(children_.size(), 0u);
  EXPECT_THAT(notes_.notes, ElementsAre(testing::HasSubstr("build.workdir")));
}

TEST_F(BuilderTest, KillsWhatRunsWhenNobodyWaitsAnyMore) {
  run({{"a", {"a"}, "", "", {}}});
  running_.reset();
  EXPECT_TRUE(children_.at(0).killed);
}

}  // namespace
}  // namespace project
