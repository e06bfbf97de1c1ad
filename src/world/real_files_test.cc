#include <gtest/gtest.h>

#include "world/files.h"

namespace world {
namespace {

class RealFilesTest : public testing::Test {
 protected:
  void SetUp() override { folder_ = files_->make_temporary_directory("/tmp/torpor-test-").value(); }
  void TearDown() override { ASSERT_TRUE(files_->remove_all(folder_)); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::unique_ptr<Files> files_ = real_files();
  std::string folder_;
};

TEST_F(RealFilesTest, WritesWholeFilesForTheOwnerAlone) {
  ASSERT_TRUE(files_->write_atomic(path("a"), "one"));
  ASSERT_TRUE(files_->write_atomic(path("a"), "two"));
  EXPECT_EQ(files_->read(path("a")), "two");
  EXPECT_EQ(files_->info(path("a"))->mode, 0600u);
  EXPECT_EQ(files_->list(folder_), std::vector<std::string>{"a"});  // no temporary is left
}

TEST_F(RealFilesTest, NamesThePathThatIsMissing) {
  const auto read = files_->read(path("missing"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind(), base::Kind::not_found);
  EXPECT_NE(read.error().message().find(path("missing")), std::string::npos);
}

TEST_F(RealFilesTest, RefusesToReadMoreThanAsked) {
  ASSERT_TRUE(files_->write_atomic(path("a"), "12345"));
  EXPECT_EQ(files_->read(path("a"), 4).error().kind(), base::Kind::limit);
  EXPECT_EQ(files_->read(path("a"), 5), "12345");
}

TEST_F(RealFilesTest, MakesFoldersThatAreThereAlready) {
  ASSERT_TRUE(files_->make_directories(path("x/y/z")));
  ASSERT_TRUE(files_->make_directories(path("x/y/z")));
  ASSERT_TRUE(files_->write_atomic(path("f"), ""));
  EXPECT_FALSE(files_->make_directories(path("f/g")));
}

}  // namespace
}  // namespace world
