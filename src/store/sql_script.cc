#include "store/sql_script.h"

#include <algorithm>
#include <memory>

#include "data/position.h"
#include "store/sqlite.h"

namespace store {
namespace {

struct Finalized {
  void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};

// Runs the first statement of `sql`, and takes it and what stands before it away.
SqliteResult<> run_first(Connection& connection, std::string_view& sql) {
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(connection.get(), sql.data(), static_cast<int>(sql.size()), &handle,
                         &rest) != SQLITE_OK) {
    return std::unexpected(connection.failure());
  }
  const std::unique_ptr<sqlite3_stmt, Finalized> statement(handle);
  int code = SQLITE_DONE;
  while (handle && (code = sqlite3_step(handle)) == SQLITE_ROW) {
  }
  if (code != SQLITE_DONE) return std::unexpected(connection.failure());
  sql.remove_prefix(rest - sql.data());
  return {};
}

// Of the token that SQLite points at, or else of the statement's first word.
data::Position position_of_failure(const Connection& connection, std::string_view all,
                                   std::string_view left) {
  const int offset = sqlite3_error_offset(connection.get());
  const auto blank = std::min(left.find_first_not_of(" \t\r\n"), left.size());
  const auto at = offset >= 0 ? static_cast<size_t>(offset) : blank;
  return data::position_at(all, all.size() - left.size() + at);
}

}  // namespace

base::Result<> run_sql_script(const Place& place, std::string_view name, std::string_view sql) {
  auto connection = Connection::open(place);
  if (!connection) return base::pass(to_error(connection.error()), text_of(place.location));
  for (auto left = sql; !left.empty();) {
    const auto done = run_first(**connection, left);
    if (done) continue;
    const auto position = position_of_failure(**connection, sql, left);
    return base::pass(to_error(done.error()), base::format("{}:{}", name, position.line));
  }
  return {};
}

}  // namespace store
