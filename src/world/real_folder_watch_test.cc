#include <gmock/gmock.h>

#include <optional>

#include "testing/folder_test.h"
#include "world/folder_watch.h"

namespace world {
namespace {

using testing::Contains;
using testing::ElementsAre;

class FolderWatchTest : public testing::FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    watch_ = open_folder_watch(loop_, [](const std::string& folder) {
               return !folder.ends_with("/skipped");
             }).value();
  }
  void write(const std::string& name, const std::string& content = "x") {
    ASSERT_TRUE(files_->append(path(name), content));
  }
  void make(const std::string& name) { ASSERT_TRUE(files_->make_directories(path(name))); }
  // What the kernel knows by now; it tells at once.
  std::vector<std::string> changes() {
    async::Started<base::Result<FolderChanges>> next(watch_->next());
    if (!next.ready()) return {};
    auto all = next.take().value().paths;
    for (auto& one : all) one.erase(0, folder_.size() + 1);
    return all;
  }
  async::Loop loop_;
  std::unique_ptr<FolderWatch> watch_;
};

TEST_F(FolderWatchTest, TellsOfFilesThatAreWrittenMovedAndRemoved) {
  write("a");
  ASSERT_TRUE(watch_->add(folder_));
  EXPECT_THAT(changes(), ElementsAre());
  write("a");
  EXPECT_THAT(changes(), ElementsAre("a"));
  ASSERT_TRUE(files_->rename(path("a"), path("b")));
  EXPECT_THAT(changes(), ElementsAre("a", "b"));
  ASSERT_TRUE(files_->remove(path("b")));
  EXPECT_THAT(changes(), ElementsAre("b"));
  ASSERT_TRUE(files_->write_atomic(path("c"), "x"));
  EXPECT_THAT(changes(), Contains("c"));
}

TEST_F(FolderWatchTest, LooksBelowButNotWhereItShallNot) {
  make("deep/er");
  make("deep/skipped");
  ASSERT_TRUE(watch_->add(folder_));
  write("deep/er/a");
  write("deep/skipped/b");
  EXPECT_THAT(changes(), ElementsAre("deep/er/a"));
}

TEST_F(FolderWatchTest, WatchesFoldersThatAreMadeLater) {
  ASSERT_TRUE(watch_->add(folder_));
  make("new/er");
  write("new/er/early");
  EXPECT_THAT(changes(), ElementsAre("new/er/early"));
  write("new/er/late");
  EXPECT_THAT(changes(), ElementsAre("new/er/late"));
}

TEST_F(FolderWatchTest, NamesAFolderThatIsNotThere) {
  const auto added = watch_->add(path("none"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().kind(), base::Kind::not_found);
}

}  // namespace
}  // namespace world
