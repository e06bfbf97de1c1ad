#include "store/sqlite_statement.h"

#include <limits>

namespace store {
namespace {

SqliteError complaint(std::string message) {
  return {SqliteError::Cause::other, std::move(message)};
}

// A null pointer would bind NULL; an empty view may hold one.
const char* start_of(std::string_view bytes) {
  return bytes.data() ? bytes.data() : "";
}

sqlite3_destructor_type owner_of(Bytes bytes) {
  return bytes == Bytes::copied ? SQLITE_TRANSIENT : SQLITE_STATIC;
}

}  // namespace

SqliteResult<Statement> Statement::prepare(Connection& connection, std::string_view sql) {
  if (sql.size() > std::numeric_limits<int>::max()) {
    return std::unexpected(complaint("the statement is too long"));
  }
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(connection.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, &rest);
  Statement out(connection, handle);
  if (code != SQLITE_OK) return std::unexpected(connection.failure());
  if (!handle) return std::unexpected(complaint("there is no statement"));

  // Spaces and comments may follow: SQLite makes no statement of them.
  sqlite3_stmt* second = nullptr;
  const auto left = static_cast<int>(sql.data() + sql.size() - rest);
  if (left > 0 && sqlite3_prepare_v3(connection.get(), rest, left, 0, &second, nullptr)) {
    return std::unexpected(connection.failure());
  }
  const std::unique_ptr<sqlite3_stmt, Finalized> owned(second);
  if (second) return std::unexpected(complaint("only one statement can be run at a time"));
  return out;
}

Statement& Statement::note(int code) {
  if (bound_ == SQLITE_OK) bound_ = code;
  return *this;
}

Statement& Statement::bind_integer(int parameter, int64_t value) {
  return note(sqlite3_bind_int64(get(), parameter, value));
}

Statement& Statement::bind_real(int parameter, double value) {
  return note(sqlite3_bind_double(get(), parameter, value));
}

Statement& Statement::bind_text(int parameter, std::string_view text, Bytes bytes) {
  return note(sqlite3_bind_text64(get(), parameter, start_of(text), text.size(), owner_of(bytes),
                                  SQLITE_UTF8));
}

Statement& Statement::bind_blob(int parameter, std::string_view blob, Bytes bytes) {
  return note(sqlite3_bind_blob64(get(), parameter, start_of(blob), blob.size(), owner_of(bytes)));
}

SqliteResult<bool> Statement::step() {
  if (bound_ != SQLITE_OK) return std::unexpected(connection_->failure());
  switch (sqlite3_step(get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:  // of SQLite's numbers, not of an enum of ours
      return std::unexpected(connection_->failure());
  }
}

void Statement::reset() {
  sqlite3_reset(get());
  sqlite3_clear_bindings(get());
  bound_ = SQLITE_OK;
}

std::string_view Statement::bytes(int column) const {
  // In this order: the pointer's call may convert, and the size is that of what it made.
  const auto* data = static_cast<const char*>(sqlite3_column_blob(get(), column));
  return data ? std::string_view(data, sqlite3_column_bytes(get(), column)) : std::string_view();
}

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(get(), column));
  return data ? std::string_view(data, sqlite3_column_bytes(get(), column)) : std::string_view();
}

}  // namespace store
