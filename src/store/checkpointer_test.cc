#include "store/checkpointer.h"

#include <gtest/gtest.h>

#include <optional>

#include "store/sqlite.h"
#include "store/store_fixture.h"

namespace store {
namespace {

uint64_t size_of(const std::string& path) {
  return std::filesystem::exists(path) ? std::filesystem::file_size(path) : 0;
}

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() {
    threads_.emplace(1);
    const Location file = FileLocation{folder_ / "x.db"};
    connection_ =
        std::move(*Connection::open({file, 0, std::make_shared<Checkpointer>(*threads_, file)}));
    EXPECT_TRUE(connection_->run("CREATE TABLE t (a)"));
  }

  void write(int pages) {
    for (int i = 0; i < pages; ++i) {
      ASSERT_TRUE(connection_->run("INSERT INTO t VALUES (zeroblob(4000))"));
    }
  }

  TemporaryFolder folder_;
  std::atomic<bool> until_ = false;
  std::optional<async::Threads> threads_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(CheckpointerTest, AShortLogStaysWhereItIs) {
  write(100);
  threads_.reset();  // waits
  EXPECT_LT(size_of(folder_ / "x.db"), 3 * 4096u);
}

TEST_F(CheckpointerTest, ALongLogIsMovedIntoTheFileByAnotherThread) {
  write(1200);
  threads_.reset();  // waits
  // It may begin as soon as the log has 1,000 pages, of which an insert writes three: the row's,
  // the one that leads there, and the first, which has the file's size.
  EXPECT_GE(size_of(folder_ / "x.db"), 1000 / 3 * 4096u);
  EXPECT_GT(size_of(folder_ / "x.db-wal"), 1200 * 4096u);  // the writer did not move it
}

TEST_F(CheckpointerTest, TheLogDoesNotGrowForEver) {
  threads_->run([this] { until_.wait(false); });  // busy: the writer has to help itself
  write(12'000);
  EXPECT_LT(size_of(folder_ / "x.db-wal"), 9'000 * 4200u);
  until_ = true;
  until_.notify_all();
  threads_.reset();
}

}  // namespace
}  // namespace store
