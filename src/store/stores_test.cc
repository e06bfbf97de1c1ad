#include "store/stores.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "store/store_fixture.h"
#include "testing/noted_log.h"

namespace store {
namespace {

using testing::ElementsAre;
namespace fs = std::filesystem;

class StoresTest : public testing::Test {
 protected:
  StoresTest() {
    config_.key_value["default"] = {folder_ / "state/kv.db"};
    config_.key_value["memory"] = {};
    config_.databases["default"] = {folder_ / "state/sql.db"};
    config_.databases["memory"] = {};
    catalog_ = *Catalog::create(config_, threads_);
    stores_.emplace(*catalog_, *files_, clock_, log_);
  }

  TemporaryFolder folder_;  // goes last
  async::Threads threads_{1};
  CatalogConfig config_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  TickingClock clock_;
  testing::NotedLog log_;
  std::optional<Stores> stores_;
  const StoreGrants all_{{"default", "memory", "unknown"}, {"default", "memory", "unknown"}};
};

TEST_F(StoresTest, WhatWasNotGrantedIsDeniedWhetherItExistsOrNot) {
  const StoreGrants some{{"memory"}, {"memory"}};
  for (const auto* label : {"default", "unknown"}) {
    EXPECT_EQ(stores_->open_key_value(label, some).error().code,
              KeyValueError::Code::access_denied);
    EXPECT_EQ(stores_->open_database(label, some).error().code, SqlError::Code::access_denied);
  }
  EXPECT_FALSE(fs::exists(folder_ / "state"));
}

TEST_F(StoresTest, WhatIsGrantedButNowhereIsNoSuchStore) {
  EXPECT_EQ(stores_->open_key_value("unknown", all_).error().code,
            KeyValueError::Code::no_such_store);
  EXPECT_EQ(stores_->open_database("unknown", all_).error().code, SqlError::Code::no_such_database);
}

TEST_F(StoresTest, FilesAreMadeWhenTheyAreFirstUsed) {
  EXPECT_FALSE(fs::exists(folder_ / "state"));
  ASSERT_TRUE(stores_->open_key_value("default", all_));
  EXPECT_TRUE(fs::exists(folder_ / "state/kv.db"));
  EXPECT_FALSE(fs::exists(folder_ / "state/sql.db"));
}

TEST_F(StoresTest, AnOpenStoreIsShared) {
  const auto one = *stores_->open_key_value("default", all_);
  EXPECT_EQ(*stores_->open_key_value("default", all_), one);
}

TEST_F(StoresTest, NothingIsLostByClosing) {
  for (const auto* label : {"default", "memory"}) {
    ASSERT_TRUE((*stores_->open_key_value(label, all_))->set("k", "v"));
    auto database = *stores_->open_database(label, all_);
    ASSERT_TRUE(database->execute("CREATE TABLE t AS SELECT 7 AS a", {}));
    (void)stores_->give_back(label, std::move(database));
  }
  {
    const auto retired = stores_->close_idle();
    EXPECT_EQ(retired.stores.size(), 2u);
    EXPECT_EQ(retired.databases.size(), 2u);
  }
  for (const auto* label : {"default", "memory"}) {
    EXPECT_EQ(**(*stores_->open_key_value(label, all_))->get("k"), "v");
    const auto result = (*stores_->open_database(label, all_))->execute("SELECT a FROM t", {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->rows[0][0], SqlValue(int64_t{7}));
  }
}

TEST_F(StoresTest, ClosedFilesLeaveNoDescriptorAndNoLog) {
  const auto count = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), {}); };
  const auto before = count();
  ASSERT_TRUE((*stores_->open_key_value("default", all_))->set("k", "v"));
  (void)stores_->give_back("default", *stores_->open_database("default", all_));
  EXPECT_GT(count(), before);
  (void)stores_->close_idle();
  EXPECT_EQ(count(), before);
  EXPECT_FALSE(fs::exists(folder_ / "state/kv.db-wal"));
}

TEST_F(StoresTest, WhatSomebodyHoldsStaysOpen) {
  const auto held = *stores_->open_key_value("default", all_);
  EXPECT_TRUE(stores_->close_idle().stores.empty());
  EXPECT_TRUE(held->set("k", "v"));
}

TEST_F(StoresTest, ADatabaseThatIsGivenBackIsUsedAgain) {
  auto database = *stores_->open_database("default", all_);
  const auto* address = database.get();
  EXPECT_NE(stores_->open_database("default", all_)->get(), address);
  (void)stores_->give_back("default", std::move(database));
  database = *stores_->open_database("default", all_);
  EXPECT_EQ(database.get(), address);
  ASSERT_TRUE(database->execute("PRAGMA foreign_keys = ON", {}));
  (void)stores_->give_back("default", std::move(database));
  EXPECT_TRUE(stores_->close_idle().databases.empty());
}

TEST_F(StoresTest, LoopsShareWhatIsInMemory) {
  Stores other(*catalog_, *files_, clock_, log_);
  ASSERT_TRUE((*stores_->open_key_value("memory", all_))->set("k", "v"));
  EXPECT_EQ(**(*other.open_key_value("memory", all_))->get("k"), "v");
}

TEST_F(StoresTest, AppsDoNotShareMemory) {
  const auto catalog = *Catalog::create(config_, threads_);
  Stores other(*catalog, *files_, clock_, log_);
  ASSERT_TRUE((*stores_->open_key_value("memory", all_))->set("k", "v"));
  EXPECT_EQ(*(*other.open_key_value("memory", all_))->get("k"), std::nullopt);
}

TEST_F(StoresTest, AFileThatCannotBeOpenedIsLoggedOnce) {
  fs::create_directory(folder_ / "state");
  std::ofstream(folder_ / "state/kv.db") << std::string(8192, 'x');
  std::ofstream(folder_ / "state/sql.db") << std::string(8192, 'x');
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stores_->open_key_value("default", all_).error().message, "file is not a database");
    EXPECT_EQ(stores_->open_database("default", all_).error().message, "file is not a database");
  }
  const auto key_value = "store: key-value store `default` in " + (folder_ / "state/kv.db");
  const auto database = "store: SQLite database `default` in " + (folder_ / "state/sql.db");
  EXPECT_THAT(log_.lines, ElementsAre(key_value + ": file is not a database",
                                      database + ": file is not a database"));
}

TEST_F(StoresTest, AFolderThatCannotBeMadeIsLoggedOnceWithItsPath) {
  std::ofstream(folder_ / "state") << "a file";
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(stores_->open_key_value("default", all_).error().message,
              "the folder of the store cannot be made");
  }
  ASSERT_EQ(log_.lines.size(), 1u);
  EXPECT_THAT(log_.lines[0], testing::HasSubstr(folder_ / "state"));
}

}  // namespace
}  // namespace store
