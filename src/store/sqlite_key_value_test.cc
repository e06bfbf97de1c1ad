#include "store/sqlite_key_value.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "store/store_fixture.h"
#include "testing/noted_log.h"

namespace store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Code = KeyValueError::Code;

class SqliteKeyValueTest : public testing::Test {
 protected:
  std::string path() const { return folder_ / "kv.db"; }

  std::unique_ptr<SqliteKeyValue> open(const std::string& label = "default",
                                       uint64_t most_bytes = 0) {
    auto store = SqliteKeyValue::open(label, {FileLocation{path()}, most_bytes}, log_);
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }

  TemporaryFolder folder_;  // goes last
  testing::NotedLog log_;
};

// The value as text, "-" for none.
std::string get(KeyValue& store, std::string_view key) {
  const auto value = store.get(key);
  if (!value) return "error: " + value.error().message;
  return *value ? **value : "-";
}

template <class T>
Code code_of(const KeyValueResult<T>& result) {
  EXPECT_FALSE(result);
  return result.error().code;
}

std::string number(int64_t value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

TEST_F(SqliteKeyValueTest, WhatIsSetIsThereAndWhatIsRemovedIsNot) {
  const auto store = open();
  EXPECT_EQ(get(*store, "a"), "-");
  EXPECT_FALSE(*store->exists("a"));
  ASSERT_TRUE(store->set("a", "1"));
  ASSERT_TRUE(store->set("a", "2"));
  EXPECT_EQ(get(*store, "a"), "2");
  EXPECT_TRUE(*store->exists("a"));
  ASSERT_TRUE(store->remove("a"));
  ASSERT_TRUE(store->remove("a"));
  EXPECT_EQ(get(*store, "a"), "-");
}

TEST_F(SqliteKeyValueTest, AnyBytesAreFineAsValuesAndAnyTextAsKeys) {
  const auto store = open();
  const std::string zeros("\0\xff\0", 3), key("k\0ey\xc3\xbc", 6);
  ASSERT_TRUE(store->set(key, zeros));
  ASSERT_TRUE(store->set("", ""));
  EXPECT_EQ(get(*store, key), zeros);
  EXPECT_EQ(get(*store, ""), "");
  EXPECT_EQ(get(*store, std::string_view()), "");
  EXPECT_EQ(get(*store, "k"), "-");
  EXPECT_THAT(*store->get_keys(), ElementsAre("", key));
}

TEST_F(SqliteKeyValueTest, StoresOfOneFileDoNotSeeEachOther) {
  const auto a = open("a"), b = open("b");
  ASSERT_TRUE(a->set("key", "of a"));
  EXPECT_EQ(get(*b, "key"), "-");
  ASSERT_TRUE(b->set("key", "of b"));
  EXPECT_EQ(get(*a, "key"), "of a");
  EXPECT_THAT(*b->get_keys(), ElementsAre("key"));
}

TEST_F(SqliteKeyValueTest, ConnectionsOfOneStoreSeeEachOthersWritesAtOnce) {
  const auto one = open(), two = open();
  for (int i = 0; i < 100; ++i) {
    const auto text = std::to_string(i);
    ASSERT_TRUE(one->set("key", text));
    ASSERT_EQ(get(*two, "key"), text);
    ASSERT_TRUE(two->set("key", text + "!"));
    ASSERT_EQ(get(*one, "key"), text + "!");
  }
}

TEST_F(SqliteKeyValueTest, KeysComeInPages) {
  const auto store = open();
  for (const auto* key : {"b", "a", "d", "c", "e"}) ASSERT_TRUE(store->set(key, ""));
  const auto first = store->list_keys(std::nullopt, 2);
  EXPECT_THAT(first->keys, ElementsAre("a", "b"));
  const auto second = store->list_keys(first->cursor, 2);
  EXPECT_THAT(second->keys, ElementsAre("c", "d"));
  const auto last = store->list_keys(second->cursor, 2);
  EXPECT_THAT(last->keys, ElementsAre("e"));
  EXPECT_EQ(last->cursor, std::nullopt);
}

TEST_F(SqliteKeyValueTest, APageThatEndsWithTheLastKeyHasNoCursor) {
  const auto store = open();
  ASSERT_TRUE(store->set("a", ""));
  EXPECT_EQ(store->list_keys(std::nullopt, 1)->cursor, std::nullopt);
}

TEST_F(SqliteKeyValueTest, ManyAreAnsweredInTheOrderAsked) {
  const auto store = open();
  const std::pair<std::string_view, base::View> pairs[] = {{"a", "1"}, {"b", "2"}};
  ASSERT_TRUE(store->set_many(pairs));
  const std::string_view keys[] = {"b", "none", "a", "b"};
  EXPECT_THAT(*store->get_many(keys), ElementsAre("2", std::nullopt, "1", "2"));
  ASSERT_TRUE(store->remove_many(keys));
  EXPECT_THAT(*store->get_keys(), ElementsAre());
}

TEST_F(SqliteKeyValueTest, ANumberIsIncrementedAsSpinWritesIt) {
  const auto store = open();
  EXPECT_EQ(*store->increment("n", 5), 5);
  EXPECT_EQ(*store->increment("n", -7), -2);
  EXPECT_EQ(get(*store, "n"), number(-2));
}

TEST_F(SqliteKeyValueTest, ANewFileCanBeOpenedFromTwoThreadsAtOnce) {
  for (int i = 0; i < 20; ++i) {
    const Place place{FileLocation{folder_ / std::to_string(i)}};
    const auto open_and_set = [&] {
      auto store = SqliteKeyValue::open("default", place, log_);
      while (!store && store.error().code == Code::busy) {  // the disk is slow
        store = SqliteKeyValue::open("default", place, log_);
      }
      ASSERT_TRUE(store) << store.error().message;
      KeyValueResult<> done;
      while (!(done = (*store)->set("k", "v")) && done.error().code == Code::busy) {
      }
      EXPECT_TRUE(done) << done.error().message;
    };
    std::jthread other(open_and_set);
    open_and_set();
  }
}

TEST_F(SqliteKeyValueTest, NoIncrementIsLostToAnotherConnection) {
  constexpr int each = 500;
  const auto made = open();  // so that nobody waits for the making
  const auto count = [this](std::string_view key) {
    const auto store = open();
    for (int done = 0; done < each;) {
      const auto sum = store->increment(key, 1);
      if (sum) ++done;
      if (!sum && sum.error().code != Code::busy) break;
    }
  };
  {
    std::jthread other(count, "n");
    count("n");
  }
  EXPECT_EQ(get(*open(), "n"), number(2 * each));
}

TEST_F(SqliteKeyValueTest, WhatIsNoNumberOrDoesNotFitIsNotIncremented) {
  const auto store = open();
  ASSERT_TRUE(store->set("text", "12"));
  EXPECT_EQ(code_of(store->increment("text", 1)), Code::other);
  EXPECT_EQ(get(*store, "text"), "12");
  ASSERT_TRUE(store->set("most", number(INT64_MAX)));
  EXPECT_EQ(code_of(store->increment("most", 1)), Code::other);
  EXPECT_EQ(get(*store, "most"), number(INT64_MAX));
  ASSERT_TRUE(store->set("after", "works"));  // the transaction is over
}

TEST_F(SqliteKeyValueTest, ASwapNeedsTheValueThatWasExpected) {
  const auto store = open();
  EXPECT_FALSE(*store->compare_and_swap("k", "x", "1"));
  EXPECT_TRUE(*store->compare_and_swap("k", std::nullopt, "1"));
  EXPECT_FALSE(*store->compare_and_swap("k", std::nullopt, "2"));
  EXPECT_FALSE(*store->compare_and_swap("k", "x", "2"));
  EXPECT_EQ(get(*store, "k"), "1");
  EXPECT_TRUE(*store->compare_and_swap("k", "1", "2"));
  EXPECT_EQ(get(*store, "k"), "2");
}

TEST_F(SqliteKeyValueTest, SpinReadsTheFile) {
  ASSERT_TRUE(open()->set("k", "v"));
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(raw, "SELECT store, key, typeof(key), typeof(value) FROM spin_key_value", -1,
                     &statement, nullptr);
  ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
  std::vector<std::string> row;
  for (int i = 0; i < 4; ++i) {
    row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)));
  }
  EXPECT_THAT(row, ElementsAre("default", "k", "text", "blob"));
  sqlite3_finalize(statement);
  sqlite3_close(raw);
}

TEST_F(SqliteKeyValueTest, MemoryLivesAsLongAsAConnection) {
  const Location memory = MemoryLocation{"SqliteKeyValueTest"};
  auto one = *SqliteKeyValue::open("default", {memory}, log_);
  auto two = *SqliteKeyValue::open("default", {memory}, log_);
  ASSERT_TRUE(one->set("k", "v"));
  one.reset();
  EXPECT_EQ(get(*two, "k"), "v");
  two.reset();
  EXPECT_EQ(get(**SqliteKeyValue::open("default", {memory}, log_), "k"), "-");
}

TEST_F(SqliteKeyValueTest, AFileThatIsNoDatabaseIsRefused) {
  std::ofstream(path()) << std::string(8192, 'x');
  const auto store = SqliteKeyValue::open("default", {FileLocation{path()}}, log_);
  EXPECT_EQ(code_of(store), Code::other);
  EXPECT_EQ(store.error().message, "file is not a database");
}

TEST_F(SqliteKeyValueTest, ADamagedFileFailsTheCallAndLogsOnce) {
  {
    const auto store = open();
    for (int i = 0; i < 2000; ++i) ASSERT_TRUE(store->set(std::to_string(i), "some value"));
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(16 * 4096, 'x');
  }
  const auto store = SqliteKeyValue::open("default", {FileLocation{path()}}, log_);
  ASSERT_TRUE(store) << store.error().message;
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(get(**store, "1"), HasSubstr("malformed"));
  }
  EXPECT_THAT(log_.lines, ElementsAre("store: key-value store `default` in " + path() +
                                      ": database disk image is malformed"));
}

TEST_F(SqliteKeyValueTest, AFullStoreRefusesAndGoesOnReading) {
  const auto store = open("default", 64 * 1024);
  const std::string value(1000, 'x');
  int written = 0;
  KeyValueResult<> last;
  while ((last = store->set(std::to_string(written), value))) ++written;
  EXPECT_EQ(last.error().message, "database or disk is full");
  EXPECT_GT(written, 20);
  EXPECT_EQ(get(*store, "0"), value);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(store->remove(std::to_string(i)));
  EXPECT_TRUE(store->set("again", value));
  EXPECT_EQ(log_.lines.size(), 1u);
}

TEST_F(SqliteKeyValueTest, AnEmptyBatchAndAFailedOneChangeNothing) {
  const auto store = open("default", 64 * 1024);
  EXPECT_TRUE(store->set_many({}));
  const std::string large(40 * 1024, 'x');
  const std::pair<std::string_view, base::View> pairs[] = {{"a", large}, {"b", large}};
  EXPECT_EQ(code_of(store->set_many(pairs)), Code::other);
  EXPECT_THAT(*store->get_keys(), ElementsAre());
}

TEST_F(SqliteKeyValueTest, ALockedFileIsBusyForWritersAndReadable) {
  const auto store = open();
  ASSERT_TRUE(store->set("k", "v"));
  sqlite3* other = nullptr;
  sqlite3_open(path().c_str(), &other);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(code_of(store->set("k", "w")), Code::busy);
  EXPECT_EQ(code_of(store->increment("n", 1)), Code::busy);
  EXPECT_EQ(get(*store, "k"), "v");
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_TRUE(store->set("k", "w"));
  EXPECT_THAT(log_.lines, ElementsAre());
}

TEST_F(SqliteKeyValueTest, AFileThatSomebodyKeepsToHimselfIsBusyToOpen) {
  sqlite3* other = nullptr;
  sqlite3_open(path().c_str(), &other);
  const auto* keep = "CREATE TABLE t (a); BEGIN EXCLUSIVE";
  ASSERT_EQ(sqlite3_exec(other, keep, nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(code_of(SqliteKeyValue::open("default", {FileLocation{path()}}, log_)), Code::busy);
  sqlite3_close(other);
  EXPECT_TRUE(open()->set("k", "v"));
}

TEST_F(SqliteKeyValueTest, AValueThatIsTooLargeIsRefused) {
  const auto store = open();
  const std::string value((1 << 27) + 1, 'x');
  EXPECT_THAT(store->set("k", value).error().message, HasSubstr("too big"));
  EXPECT_EQ(get(*store, "k"), "-");
}

// The child sets keys and says so one by one; it is killed at a moment that it cannot foresee.
TEST_F(SqliteKeyValueTest, WhatWasAcknowledgedSurvivesKill) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    const auto store = open();
    for (uint32_t i = 0; store->set(std::to_string(i), std::to_string(i)); ++i) {
      if (write(pipe_ends[1], &i, sizeof i) != sizeof i) break;
    }
    _exit(1);
  }
  close(pipe_ends[1]);
  uint32_t last = 0;
  while (last < 5'000 && read(pipe_ends[0], &last, sizeof last) == sizeof last) {
  }
  kill(child, SIGKILL);
  uint32_t later = 0;
  while (read(pipe_ends[0], &later, sizeof later) == sizeof later) last = later;
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GE(last, 5'000u);

  const auto store = open();
  for (uint32_t i = 0; i <= last; ++i) {
    ASSERT_EQ(get(*store, std::to_string(i)), std::to_string(i));
  }
}

}  // namespace
}  // namespace store
