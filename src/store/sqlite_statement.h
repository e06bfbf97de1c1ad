// A prepared statement. For .cc files of this room only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/sqlite.h"

namespace store {

enum class Bytes {
  borrowed,  // until the next reset()
  copied,
};

class Statement {
 public:
  // One statement; more than one, or none, is an error. `connection` outlives it.
  static SqliteResult<Statement> prepare(Connection& connection, std::string_view sql);

  sqlite3_stmt* get() const { return handle_.get(); }

  // Parameters count from 1. What cannot be bound fails the next step().
  Statement& bind_integer(int parameter, int64_t value);
  Statement& bind_real(int parameter, double value);
  Statement& bind_text(int parameter, std::string_view text, Bytes bytes = Bytes::borrowed);
  Statement& bind_blob(int parameter, std::string_view blob, Bytes bytes = Bytes::borrowed);

  // True: there is a row.
  SqliteResult<bool> step();
  // To be run again. Ends the read transaction that a step may have begun.
  void reset();

  // Columns of the row count from 0; bytes are valid until the next step or reset.
  int64_t integer(int column) const { return sqlite3_column_int64(get(), column); }
  std::string_view bytes(int column) const;  // of a blob
  std::string_view text(int column) const;   // in UTF-8

 private:
  Statement& note(int code);

  struct Finalized {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  Statement(Connection& connection, sqlite3_stmt* handle)
      : connection_(&connection), handle_(handle) {}

  Connection* connection_;
  int bound_ = SQLITE_OK;
  std::unique_ptr<sqlite3_stmt, Finalized> handle_;
};

// Resets a statement at the end of its use.
class Use {
 public:
  explicit Use(Statement& statement) : statement_(statement) {}
  Use(const Use&) = delete;
  ~Use() { statement_.reset(); }
  Statement* operator->() { return &statement_; }

 private:
  Statement& statement_;
};

}  // namespace store
