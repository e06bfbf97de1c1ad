// A SQL connection as guests see it: fermyon:spin/sqlite and spin:sqlite@3.x, without handles.
//
// Each `open` of a guest has a connection of its own, so that transactions, temporary tables and
// last_insert_rowid are its own. Used by one thread at a time, on any thread. A statement computes:
// it may take up to SqlOptions::most_time. What it has written when it returns, outside a
// transaction, survives the death of this process.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "store/location.h"
#include "store/sql_value.h"
#include "world/clock.h"

namespace store {

// The errors of the guest interfaces, but for `busy`. What concerns handles (invalid-connection) is
// for whoever keeps those.
struct SqlError {
  enum class Code {
    no_such_database,  // no database has this label
    access_denied,     // the component was not granted this label
    database_full,     // the disk is full, or the limit of the file is reached
    io,                // anything else, wrong SQL too; `message` says what, for guests to see
    busy,              // somebody else writes: nothing has happened, try again. To a guest, when
                       // nobody wants to wait any longer, it is an `io`.
  };
  Code code;
  std::string message;
};

template <class T = void>
using SqlOutcome = std::expected<T, SqlError>;

constexpr uint64_t most_result_bytes = uint64_t{1} << 27;  // of one result

struct SqlOptions {
  bool allow_attach = false;                  // files, by ATTACH
  std::chrono::milliseconds most_time{5000};  // for a statement, or the next row of a stream
};

class Session;
class SqlRows;

class SqliteDatabase {
 public:
  // Creates the file when it is not there; its folder must be. `clock` and `log` outlive the
  // connection and its rows. The log hears of trouble that lies with the file or the disk; not of
  // failures of this call.
  static SqlOutcome<std::unique_ptr<SqliteDatabase>> open(const Place& place,
                                                          const SqlOptions& options,
                                                          const world::Clock& clock,
                                                          base::Log& log);
  ~SqliteDatabase();

  // Runs one statement, with as many parameters as it has places. All rows, in memory.
  SqlOutcome<SqlResult> execute(std::string_view statement,
                                std::span<const SqlParameter> parameters);
  // The same in the few milliseconds that an event loop can spare. Nothing: that was not enough, or
  // might have been too little to be tried, and nothing has happened; execute() does it.
  std::optional<SqlOutcome<SqlResult>> try_execute(std::string_view statement,
                                                   std::span<const SqlParameter> parameters);
  // The same, row by row. It has taken effect when the rows have ended or were dropped; they may
  // outlive this object.
  SqlOutcome<SqlRows> query(std::string_view statement, std::span<const SqlParameter> parameters);

  int64_t last_insert_rowid() const;  // 0 before the first insert
  uint64_t changes() const;           // by the latest INSERT, UPDATE or DELETE

  // Ends what the last user left open. False: something of it would show to the next user, so the
  // connection must go.
  bool make_like_new();

 private:
  explicit SqliteDatabase(std::shared_ptr<Session> session);
  // Within the time that was started.
  SqlOutcome<SqlRows> run(std::string_view statement, std::span<const SqlParameter> parameters);
  SqlOutcome<SqlResult> run_all(std::string_view statement,
                                std::span<const SqlParameter> parameters);

  std::shared_ptr<Session> session_;  // shared with the rows that are still being read
  int64_t changes_before_ = 0;
};

class SqlRows {
 public:
  SqlRows(SqlRows&&) noexcept;
  SqlRows& operator=(SqlRows&&) = delete;
  ~SqlRows();

  const std::vector<std::string>& columns() const { return columns_; }
  // Nothing after the last row, or after an error.
  SqlOutcome<std::optional<SqlRow>> next();

 private:
  struct Reading;
  friend class SqliteDatabase;
  explicit SqlRows(std::unique_ptr<Reading> reading);
  SqlOutcome<std::optional<SqlRow>> take();  // within the time that was started

  std::unique_ptr<Reading> reading_;
  std::vector<std::string> columns_;
};

}  // namespace store
