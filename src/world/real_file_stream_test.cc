#include <gtest/gtest.h>

#include <array>

#include "testing/folder_test.h"
#include "world/files.h"

namespace world {
namespace {

class FileStreamTest : public testing::FolderTest {};

TEST_F(FileStreamTest, AWriterGoesOnWhereTheFileEnds) {
  ASSERT_TRUE(files_->open_writer(path("a")).value()->append("one "));
  auto writer = files_->open_writer(path("a")).value();
  EXPECT_EQ(writer->size(), 4u);
  ASSERT_TRUE(writer->append("two"));
  EXPECT_EQ(writer->size(), 7u);
  EXPECT_EQ(files_->read(path("a")), "one two");
  EXPECT_EQ(files_->info(path("a"))->mode, 0600u);
}

TEST_F(FileStreamTest, AWriterStartsAnewAfterTruncate) {
  auto writer = files_->open_writer(path("a")).value();
  ASSERT_TRUE(writer->append("wrong"));
  ASSERT_TRUE(writer->truncate(0));
  ASSERT_TRUE(writer->append("right"));
  ASSERT_TRUE(writer->sync());
  EXPECT_EQ(files_->read(path("a")), "right");
}

TEST_F(FileStreamTest, AReaderReadsAnywhere) {
  ASSERT_TRUE(files_->write_atomic(path("a"), "0123456789"));
  const auto reader = files_->open_reader(path("a")).value();
  std::array<char, 4> room;
  EXPECT_EQ(reader->read_at(3, room), 4u);
  EXPECT_EQ(std::string_view(room.data(), 4), "3456");
  EXPECT_EQ(reader->read_at(8, room), 2u);
  EXPECT_EQ(reader->read_at(10, room), 0u);
  EXPECT_EQ(reader->size(), 10u);
}

TEST_F(FileStreamTest, LinkedFilesAreOneFile) {
  ASSERT_TRUE(files_->write_atomic(path("a"), "x"));
  ASSERT_TRUE(files_->link(path("a"), path("b")));
  EXPECT_EQ(files_->info(path("a"))->inode, files_->info(path("b"))->inode);
  EXPECT_FALSE(files_->link(path("a"), path("b")));
}

TEST_F(FileStreamTest, AnExclusiveLockIsAlone) {
  auto shared = files_->try_lock(path("lock"), LockMode::shared);
  ASSERT_TRUE(shared);
  EXPECT_TRUE(files_->try_lock(path("lock"), LockMode::shared));
  const auto refused = files_->try_lock(path("lock"), LockMode::exclusive);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::Kind::unavailable);
  shared->reset();
  EXPECT_TRUE(files_->try_lock(path("lock"), LockMode::exclusive));
}

}  // namespace
}  // namespace world
