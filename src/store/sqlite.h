// SQLite with an owner, and its failures as values. For .cc files of this room only.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "store/location.h"

namespace store {

struct SqliteError {
  enum class Cause {
    busy,         // another connection holds the lock; nothing has happened
    full,         // the disk is, or the limit of the file is reached
    damaged,      // no SQLite file, or one that is broken
    interrupted,  // the deadline passed
    io,           // the operating system refuses
    other,        // SQL that is wrong, a constraint
  };
  Cause cause;
  std::string message;  // SQLite's words; no paths
};

// Whether it lies with the file or the disk, so that an operator should hear of it.
bool is_trouble(SqliteError::Cause cause);

template <class T = void>
using SqliteResult = std::expected<T, SqliteError>;

// For operators: Kind::io, or Kind::invalid for what is wrong with a statement.
base::Error to_error(const SqliteError& error);

// A connection with torpor's settings: write-ahead log, no fsync but at checkpoints, a short
// patience with locks. Used on one thread at a time.
class Connection {
 public:
  // Creates the file when it is not there; its folder must be.
  static SqliteResult<std::unique_ptr<Connection>> open(const Place& place);
  Connection(const Connection&) = delete;

  sqlite3* get() const { return handle_.get(); }
  // Statements without results, one or many.
  SqliteResult<> run(const char* sql);
  // What went wrong last.
  SqliteError failure() const;
  bool in_transaction() const { return sqlite3_get_autocommit(get()) == 0; }

 private:
  struct Closed {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  SqliteResult<> configure(const Place& place);
  SqliteResult<> configure_patiently(const Place& place);
  static int on_commit(void* self, sqlite3* handle, const char* database, int pages);
  void checkpoint_at(int pages);

  std::shared_ptr<Checkpointer> checkpointer_;
  int requested_at_ = 0;  // pages of the log
  std::unique_ptr<sqlite3, Closed> handle_;
};

// A write transaction; undone unless commit() succeeds.
class Transaction {
 public:
  static SqliteResult<Transaction> begin(Connection& connection);
  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, {})) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  SqliteResult<> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace store
