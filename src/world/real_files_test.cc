#include <gtest/gtest.h>

#include "testing/folder_test.h"
#include "world/files.h"

namespace world {
namespace {

class RealFilesTest : public testing::FolderTest {};

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
