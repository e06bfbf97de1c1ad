// A connection, the guard of its statements, and the statements that were run lately, compiled.
// For .cc files of this room only.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "store/sqlite.h"
#include "store/sqlite_guard.h"
#include "store/sqlite_statement.h"
#include "store/troubles.h"

namespace store {

class Session {
 public:
  Session(std::unique_ptr<Connection> connection, std::unique_ptr<Guard> guard, Troubles troubles)
      : connection_(std::move(connection)),
        guard_(std::move(guard)),
        troubles_(std::move(troubles)) {}

  Connection& connection() { return *connection_; }
  sqlite3* handle() const { return connection_->get(); }
  Guard& guard() { return *guard_; }
  Troubles& troubles() { return troubles_; }

  // A compiled statement, the caller's until give_back().
  SqliteResult<Statement> take(std::string_view text);
  void give_back(std::string text, Statement statement);

 private:
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Guard> guard_;
  Troubles troubles_;
  std::list<std::pair<std::string, Statement>> recent_;  // the latest first
};

}  // namespace store
