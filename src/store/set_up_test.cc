#include "store/set_up.h"

#include <gmock/gmock.h>

#include <fstream>

#include "store/sqlite_database.h"
#include "store/sqlite_key_value.h"
#include "store/store_fixture.h"
#include "testing/noted_log.h"

namespace store {
namespace {

using testing::HasSubstr;

class SetUpTest : public testing::Test {
 protected:
  SetUpTest() {
    catalog_ = *Catalog::create({{{"default", {folder_ / "state/kv.db"}}},
                                 {{"default", {folder_ / "state/sql.db"}}, {"other", {}}}},
                                threads_);
  }

  std::string set(std::vector<std::string> pairs) {
    const auto done = set_key_values(*catalog_, *files_, pairs);
    return done ? "" : done.error().message();
  }
  std::string run(std::vector<std::string> scripts) {
    const auto done = run_sql_scripts(*catalog_, *files_, scripts);
    return done ? "" : done.error().message();
  }
  std::string get(std::string_view key) {
    const auto store = SqliteKeyValue::open("default", *catalog_->find_key_value("default"), log_);
    return (*store)->get(key)->value_or("-");
  }
  size_t count(std::string_view label, std::string_view table) {
    const auto database =
        SqliteDatabase::open(catalog_->find_database(label)->place, {}, clock_, log_);
    const auto result = (*database)->execute("SELECT * FROM " + std::string(table), {});
    return result ? result->rows.size() : 999;
  }

  TemporaryFolder folder_;
  async::Threads threads_{1};
  TickingClock clock_;
  testing::NotedLog log_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  std::unique_ptr<Catalog> catalog_;
};

TEST_F(SetUpTest, PairsAreSetOverWhatIsThere) {
  EXPECT_EQ(set({"a=1", "b=x=y", "c="}), "");
  EXPECT_EQ(set({"a=2"}), "");
  EXPECT_EQ(get("a"), "2");
  EXPECT_EQ(get("b"), "x=y");
  EXPECT_EQ(get("c"), "");
}

TEST_F(SetUpTest, WithoutPairsNothingIsMade) {
  EXPECT_EQ(set({}), "");
  EXPECT_EQ(run({}), "");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "state"));
}

TEST_F(SetUpTest, APairNeedsAnEqualsSign) {
  EXPECT_EQ(set({"a"}), "--key-value a: write it as KEY=VALUE");
}

TEST_F(SetUpTest, StatementsRunOnTheDefaultDatabase) {
  EXPECT_EQ(run({"CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"}), "");
  EXPECT_EQ(count("default", "t"), 1u);
}

TEST_F(SetUpTest, FilesRunOnTheDatabaseTheyName) {
  std::ofstream(folder_ / "s.sql") << "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2);";
  EXPECT_EQ(run({"@" + (folder_ / "s.sql"), "@" + (folder_ / "s.sql") + ":other"}), "");
  EXPECT_EQ(count("default", "t"), 2u);
  EXPECT_EQ(count("other", "t"), 2u);
}

TEST_F(SetUpTest, WhatIsWrongIsSaid) {
  std::ofstream(folder_ / "s.sql") << "CREATE TABLE t (a);\n\nINSRT";
  EXPECT_EQ(run({"SELECT * FROM missing"}), "--sqlite: statement:1: no such table: missing");
  EXPECT_EQ(run({"@" + (folder_ / "s.sql")}),
            "--sqlite: " + (folder_ / "s.sql:3: near \"INSRT\": syntax error"));
  EXPECT_EQ(run({"@"}), "--sqlite: `@` names no file");
  EXPECT_EQ(run({"@file:"}), "--sqlite: `@file:` names no database after the colon");
  EXPECT_EQ(run({"@" + (folder_ / "s.sql") + ":none"}),
            "--sqlite: there is no database `none` for " + (folder_ / "s.sql"));
  EXPECT_THAT(run({"@" + (folder_ / "none.sql")}), HasSubstr("none.sql"));
}

}  // namespace
}  // namespace store
