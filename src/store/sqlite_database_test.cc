#include "store/sqlite_database.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "store/sql_script.h"
#include "store/store_fixture.h"
#include "testing/noted_log.h"

namespace store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Code = SqlError::Code;

std::string text_of(const SqlValue& value) {
  struct Text {
    std::string operator()(SqlNull) const { return "null"; }
    std::string operator()(int64_t number) const { return base::format("{}", number); }
    std::string operator()(double number) const { return base::format("{:.2f}", number); }
    std::string operator()(const std::string& text) const { return "'" + text + "'"; }
    std::string operator()(const SqlBlob& blob) const { return "x'" + blob.bytes + "'"; }
  };
  return std::visit(Text{}, value);
}

// "a,b: 1,'x' | 2,null"
std::string text_of(const SqlResult& result) {
  std::string out;
  for (const auto& column : result.columns) out += (out.empty() ? "" : ",") + column;
  for (size_t i = 0; i < result.rows.size(); ++i) {
    out += i == 0 ? ": " : " | ";
    for (size_t k = 0; k < result.rows[i].size(); ++k) {
      out += (k == 0 ? "" : ",") + text_of(result.rows[i][k]);
    }
  }
  return out;
}

class SqliteDatabaseTest : public testing::Test {
 protected:
  SqliteDatabaseTest() { database_ = open(); }

  std::string path() const { return folder_ / "sql.db"; }

  std::unique_ptr<SqliteDatabase> open(SqlOptions options = {}, uint64_t most_bytes = 0) {
    auto made = SqliteDatabase::open({FileLocation{path()}, most_bytes}, options, clock_, log_);
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(*made) : nullptr;
  }

  // The result as text, or the message of the error.
  std::string run(std::string_view statement, std::vector<SqlParameter> parameters = {}) {
    return run_on(*database_, statement, std::move(parameters));
  }
  static std::string run_on(SqliteDatabase& database, std::string_view statement,
                            std::vector<SqlParameter> parameters = {}) {
    const auto result = database.execute(statement, parameters);
    return result ? text_of(*result) : result.error().message;
  }

  TemporaryFolder folder_;  // goes last
  TickingClock clock_;
  testing::NotedLog log_;
  std::unique_ptr<SqliteDatabase> database_;
};

TEST_F(SqliteDatabaseTest, ValuesOfAllTypesComeBackAsTheyWent) {
  EXPECT_EQ(run("CREATE TABLE t (a, b, c, d, e)"), "");
  EXPECT_EQ(run("INSERT INTO t VALUES (?, ?, ?, ?, ?)",
                {int64_t{INT64_MIN}, 1.5, "text", SqlBlobView{"blob"}, SqlNull{}}),
            "");
  EXPECT_EQ(run("SELECT * FROM t"), "a,b,c,d,e: -9223372036854775808,1.50,'text',x'blob',null");
}

TEST_F(SqliteDatabaseTest, EmptyTextAndBlobAreNotNull) {
  EXPECT_EQ(run("SELECT ? AS a, ? AS b", {std::string_view(), SqlBlobView{}}), "a,b: '',x''");
}

TEST_F(SqliteDatabaseTest, TheNumberOfParametersMustFit) {
  EXPECT_EQ(run("SELECT ?", {}), "the statement has 1 parameters, but 0 were given");
  EXPECT_EQ(run("SELECT 1", {int64_t{1}}), "the statement has 0 parameters, but 1 were given");
  EXPECT_EQ(run("SELECT ?1, ?1", {int64_t{1}}), "?1,?1: 1,1");
}

TEST_F(SqliteDatabaseTest, OneStatementRunsAtATime) {
  EXPECT_EQ(run("SELECT 1; SELECT 2"), "only one statement can be run at a time");
  EXPECT_EQ(run("SELECT 1; -- and a comment\n"), "1: 1");
  EXPECT_EQ(run(""), "there is no statement");
  EXPECT_EQ(run("-- nothing"), "there is no statement");
}

TEST_F(SqliteDatabaseTest, ChangesAndRowidsAreCounted) {
  EXPECT_EQ(database_->last_insert_rowid(), 0);
  EXPECT_EQ(database_->changes(), 0u);
  run("CREATE TABLE t (a)");
  run("INSERT INTO t VALUES (1), (2), (3)");
  EXPECT_EQ(database_->last_insert_rowid(), 3);
  EXPECT_EQ(database_->changes(), 3u);
  run("DELETE FROM t WHERE a > 1");
  EXPECT_EQ(database_->changes(), 2u);
}

TEST_F(SqliteDatabaseTest, RowsCanBeTakenOneByOneAndOutliveTheDatabase) {
  run("CREATE TABLE t (a)");
  run("INSERT INTO t VALUES (1), (2)");
  std::string parameter = "x";
  auto rows = database_->query("SELECT a, ? AS b FROM t", std::vector<SqlParameter>{parameter});
  parameter = "gone";
  database_.reset();
  ASSERT_TRUE(rows);
  EXPECT_THAT(rows->columns(), ElementsAre("a", "b"));
  EXPECT_EQ(**rows->next(), (SqlRow{int64_t{1}, "x"}));
  EXPECT_EQ(**rows->next(), (SqlRow{int64_t{2}, "x"}));
  EXPECT_EQ(*rows->next(), std::nullopt);
  EXPECT_EQ(*rows->next(), std::nullopt);
}

TEST_F(SqliteDatabaseTest, AnErrorInTheMiddleComesAfterTheRowsBeforeIt) {
  auto rows = database_->query(
      "SELECT abs(c) FROM (SELECT 1 AS c UNION ALL SELECT "
      "-9223372036854775808)",
      {});
  ASSERT_TRUE(rows);
  EXPECT_EQ(**rows->next(), (SqlRow{int64_t{1}}));
  EXPECT_EQ(rows->next().error().message, "integer overflow");
  EXPECT_EQ(*rows->next(), std::nullopt);
}

TEST_F(SqliteDatabaseTest, AWriteTakesEffectThoughItsRowsAreNotTaken) {
  run("CREATE TABLE t (a)");
  {
    const auto rows = database_->query("INSERT INTO t VALUES (1), (2) RETURNING a", {});
  }
  EXPECT_EQ(run_on(*open(), "SELECT count(*) FROM t"), "count(*): 2");
}

TEST_F(SqliteDatabaseTest, AConnectionHasItsOwnTransaction) {
  run("CREATE TABLE t (a)");
  const auto other = open();
  run("BEGIN");
  run("INSERT INTO t VALUES (1)");
  EXPECT_EQ(run_on(*other, "SELECT count(*) FROM t"), "count(*): 0");
  EXPECT_EQ(other->execute("INSERT INTO t VALUES (2)", {}).error().code, Code::busy);
  run("COMMIT");
  EXPECT_EQ(run_on(*other, "SELECT count(*) FROM t"), "count(*): 1");
}

TEST_F(SqliteDatabaseTest, ATransactionThatCannotSucceedIsNotBusy) {
  run("CREATE TABLE t (a)");
  const auto other = open();
  run_on(*other, "BEGIN");
  run_on(*other, "SELECT * FROM t");
  run("INSERT INTO t VALUES (1)");
  EXPECT_EQ(other->execute("INSERT INTO t VALUES (2)", {}).error().code, Code::io);
}

TEST_F(SqliteDatabaseTest, AnEndlessStatementIsStopped) {
  const auto endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n";
  EXPECT_EQ(run(endless), "the statement took too long");
  EXPECT_EQ(run("SELECT 1"), "1: 1");
}

TEST_F(SqliteDatabaseTest, AShortStatementRunsOnALoop) {
  run("CREATE TABLE t (a)");
  ASSERT_TRUE(database_->try_execute("INSERT INTO t VALUES (1)", {}));
  const auto found = database_->try_execute("SELECT a FROM t", {});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(text_of(**found), "a: 1");
  const auto wrong = database_->try_execute("SELECT b FROM t", {});
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->error().message, "no such column: b");
}

TEST_F(SqliteDatabaseTest, ALongStatementIsNotForALoop) {
  run("CREATE TABLE t (a)");
  const auto numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)";
  EXPECT_FALSE(database_->try_execute(base::format("{} SELECT sum(i) FROM n", numbers), {}));
  EXPECT_FALSE(
      database_->try_execute(base::format("{} INSERT INTO t SELECT i FROM n", numbers), {}));
  EXPECT_EQ(run("SELECT count(*) FROM t"), "count(*): 0");
  EXPECT_EQ(run(base::format("{} INSERT INTO t SELECT i FROM n", numbers)), "");
  EXPECT_EQ(run("SELECT count(*) FROM t"), "count(*): 9999");
}

TEST_F(SqliteDatabaseTest, AWriteWithinATransactionIsNotForALoop) {
  run("CREATE TABLE t (a)");
  ASSERT_TRUE(database_->try_execute("BEGIN", {}));
  EXPECT_FALSE(database_->try_execute("INSERT INTO t VALUES (1)", {}));
  EXPECT_EQ(run("INSERT INTO t VALUES (1)"), "");
  EXPECT_TRUE(database_->try_execute("SELECT a FROM t", {}));
  ASSERT_TRUE(database_->try_execute("COMMIT", {}));
  EXPECT_EQ(run("SELECT count(*) FROM t"), "count(*): 1");
}

TEST_F(SqliteDatabaseTest, AnEndlessResultIsStopped) {
  const auto endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, "
      "zeroblob(1000000) FROM n";
  EXPECT_THAT(run(endless), HasSubstr("the result is larger than"));
}

TEST_F(SqliteDatabaseTest, AStatementThatIsStoppedChangesNothing) {
  run("CREATE TABLE t (a)");
  EXPECT_EQ(run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                "INSERT INTO t SELECT i FROM n"),
            "the statement took too long");
  EXPECT_EQ(run("SELECT count(*) FROM t"), "count(*): 0");
}

TEST_F(SqliteDatabaseTest, OtherFilesAndExtensionsAreOutOfReach) {
  const auto other = folder_ / "other.db";
  const std::pair<std::string, const char*> rows[] = {
      {"ATTACH '" + other + "' AS other", "not authorized"},
      {"ATTACH ':memory:' AS other", "not authorized"},
      {"ATTACH '" + folder_ / "other' || '.db' AS other", "not authorized"},
      {"VACUUM INTO '" + other + "'", "authorization denied"},
      {"SELECT load_extension('/tmp/x.so')", "not authorized to use function: load_extension"},
      {"SELECT fts3_tokenizer('x', x'0000000000000000')", "fts3tokenize disabled"},
      {"PRAGMA temp_store_directory = '/etc'", "not authorized"},
      {"PRAGMA writable_schema = ON", "not authorized"},
      {"PRAGMA max_page_count = 1", "not authorized"},
      {"PRAGMA hard_heap_limit = 1", "not authorized"},
      {"PRAGMA trusted_schema = ON", "not authorized"},
      {"DELETE FROM sqlite_master", "table sqlite_master may not be modified"},
  };
  for (const auto& [statement, message] : rows) EXPECT_EQ(run(statement), message) << statement;
  EXPECT_FALSE(std::filesystem::exists(other));
}

TEST_F(SqliteDatabaseTest, SettingsThatTorporMakesAreIgnored) {
  EXPECT_EQ(run("PRAGMA journal_mode = DELETE"), "");
  EXPECT_EQ(run("PRAGMA journal_mode"), "journal_mode: 'wal'");
  EXPECT_EQ(run("PRAGMA locking_mode = EXCLUSIVE"), "");
  EXPECT_EQ(run("PRAGMA synchronous = OFF"), "");
  EXPECT_EQ(run("PRAGMA synchronous"), "synchronous: 1");
}

TEST_F(SqliteDatabaseTest, CommonThingsWork) {
  const std::pair<const char*, const char*> rows[] = {
      {"CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)", ""},
      {"CREATE VIRTUAL TABLE search USING fts5(text)", ""},
      {"CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO search VALUES (new.text); END", ""},
      {"INSERT INTO t (text) VALUES ('a quick fox') RETURNING id", "id: 1"},
      {"SELECT text FROM search WHERE search MATCH 'quick'", "text: 'a quick fox'"},
      {"SELECT json_extract('{\"a\": 1}', '$.a') AS a", "a: 1"},
      {"PRAGMA foreign_keys = ON", ""},
      {"PRAGMA foreign_keys", "foreign_keys: 1"},
      {"PRAGMA user_version = 3", ""},
      {"PRAGMA user_version", "user_version: 3"},
      {"SELECT name FROM pragma_table_info('t')", "name: 'id' | 'text'"},
      {"CREATE TEMP TABLE scratch (a)", ""},
      {"VACUUM", ""},
      {"ANALYZE", ""},
      {"SELECT missing", "no such column: missing"},
  };
  for (const auto& [statement, result] : rows) EXPECT_EQ(run(statement), result) << statement;
}

TEST_F(SqliteDatabaseTest, FilesAreAttachedWhereTheOperatorAllowsIt) {
  database_ = open({.allow_attach = true});
  EXPECT_EQ(run("ATTACH '" + folder_ / "other.db' AS other"), "");
  EXPECT_EQ(run("CREATE TABLE other.t (a)"), "");
}

TEST_F(SqliteDatabaseTest, AFullDatabaseSaysSo) {
  database_ = open({}, 64 * 1024);
  run("CREATE TABLE t (a)");
  const auto result = database_->execute("INSERT INTO t VALUES (zeroblob(100000))", {});
  EXPECT_EQ(result.error().code, Code::database_full);
  run("INSERT INTO t VALUES (zeroblob(100000))");
  EXPECT_THAT(log_.lines,
              ElementsAre("store: SQLite database in " + path() + ": database or disk is full"));
}

TEST_F(SqliteDatabaseTest, WhatIsNoDatabaseIsRefused) {
  const auto file = folder_ / "text.db";
  std::ofstream(file) << std::string(8192, 'x');
  const auto made = SqliteDatabase::open({FileLocation{file}}, {}, clock_, log_);
  EXPECT_EQ(made.error().code, Code::io);
  EXPECT_EQ(made.error().message, "file is not a database");
}

TEST_F(SqliteDatabaseTest, NothingOfOneUserShowsToTheNext) {
  run("CREATE TABLE t (a)");
  run("BEGIN");
  run("INSERT INTO t VALUES (1)");
  ASSERT_TRUE(database_->make_like_new());
  EXPECT_EQ(database_->last_insert_rowid(), 0);
  EXPECT_EQ(database_->changes(), 0u);
  EXPECT_EQ(run("SELECT count(*) FROM t"), "count(*): 0");
}

TEST_F(SqliteDatabaseTest, AConnectionThatWasChangedIsNotMadeNew) {
  for (const auto* statement :
       {"PRAGMA foreign_keys = ON", "CREATE TEMP TABLE x (a)", "CREATE TEMP VIEW v AS SELECT 1"}) {
    const auto database = open();
    EXPECT_EQ(run_on(*database, statement), "");
    EXPECT_FALSE(database->make_like_new()) << statement;
  }
  run("PRAGMA foreign_keys");
  run("PRAGMA table_info(t)");
  EXPECT_TRUE(database_->make_like_new());
  const auto rows = database_->query("SELECT 1", {});
  EXPECT_FALSE(database_->make_like_new());
}

TEST_F(SqliteDatabaseTest, AStatementIsCompiledAnewWhenTheSchemaChanged) {
  run("CREATE TABLE t (a)");
  EXPECT_EQ(run("SELECT * FROM t"), "a");
  run("ALTER TABLE t ADD COLUMN b");
  EXPECT_EQ(run("SELECT * FROM t"), "a,b");
  run("INSERT INTO t VALUES (1, 2)");
  EXPECT_EQ(run("SELECT * FROM t"), "a,b: 1,2");
}

TEST_F(SqliteDatabaseTest, AScriptRunsItsStatementsInOrder) {
  const auto script =
      "CREATE TABLE t (a);\n-- twice\nINSERT INTO t VALUES (1);\nSELECT * FROM t;"
      "INSERT INTO t VALUES (2);\n\n";
  ASSERT_TRUE(run_sql_script({FileLocation{path()}}, "s.sql", script));
  EXPECT_EQ(run("SELECT * FROM t"), "a: 1 | 2");
}

TEST_F(SqliteDatabaseTest, AScriptThatFailsNamesTheLine) {
  const std::pair<const char*, const char*> rows[] = {
      {"SELECT 1;\nCREATE\nTABEL t", "s.sql:3: near \"TABEL\": syntax error"},
      {"SELECT 1;\n\nSELECT abs(-9223372036854775808)", "s.sql:3: integer overflow"},
      {"SELECT 1;\nSELECT 'open", "s.sql:2: unrecognized token: \"'open\""},
  };
  for (const auto& [script, message] : rows) {
    const auto done = run_sql_script({FileLocation{path()}}, "s.sql", script);
    ASSERT_FALSE(done) << script;
    EXPECT_EQ(done.error().message(), message);
    EXPECT_EQ(done.error().kind(), base::Kind::invalid);
  }
}

}  // namespace
}  // namespace store
