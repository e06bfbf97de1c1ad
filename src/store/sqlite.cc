#include "store/sqlite.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

#include "base/format.h"
#include "store/checkpointer.h"

namespace store {
namespace {

using Cause = SqliteError::Cause;

// How long a call may wait for a lock. Another loop's write is done within microseconds; whoever
// holds a lock for longer than this holds it for long, and a loop has other things to do.
constexpr auto patience = std::chrono::milliseconds(5);
constexpr auto pause = std::chrono::microseconds(50);
constexpr int eager_attempts = 20;
constexpr int all_attempts = eager_attempts + patience / pause;
constexpr int page_bytes = 4096;
constexpr int enough_log_pages = 1000;
constexpr int most_log_pages = 8000;
// The log keeps its size on the disk when it begins anew: cut each time, it would have to be given
// new pages again, and a write would take a quarter longer.
constexpr int64_t most_log_bytes = int64_t{most_log_pages} * (page_bytes + 24);
constexpr int most_value_bytes = 1 << 27;

int on_busy(void*, int attempt) {
  if (attempt >= all_attempts) return 0;
  if (attempt < eager_attempts) {
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(pause);
  }
  return 1;
}

Cause cause_of(int code) {
  // A transaction that has read what has since been changed: trying again cannot help it.
  if (code == SQLITE_BUSY_SNAPSHOT) return Cause::other;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Cause::busy;
    case SQLITE_FULL:
      return Cause::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Cause::damaged;
    case SQLITE_INTERRUPT:
      return Cause::interrupted;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOLFS:
    case SQLITE_PROTOCOL:
      return Cause::io;
    default:  // of SQLite's numbers, not of an enum of ours
      return Cause::other;
  }
}

// A file: URI for the memory, as SQLite wants it; a path goes in as it is, so that none is taken
// for a URI.
std::string name_for_sqlite(const Location& location) {
  if (const auto* memory = std::get_if<MemoryLocation>(&location)) {
    return base::format("file:/{}?vfs=memdb", memory->name);
  }
  const auto& path = std::get<FileLocation>(location).path;
  return path.starts_with('/') ? path : "./" + path;
}

}  // namespace

bool is_trouble(Cause cause) {
  return cause == Cause::full || cause == Cause::damaged || cause == Cause::io;
}

base::Error to_error(const SqliteError& error) {
  switch (error.cause) {
    case Cause::busy:
      return {base::Kind::unavailable, error.message};
    case Cause::full:
    case Cause::damaged:
    case Cause::io:
      return {base::Kind::io, error.message};
    case Cause::interrupted:
      return {base::Kind::timeout, error.message};
    case Cause::other:
      return {base::Kind::invalid, error.message};
  }
  std::unreachable();
}

SqliteResult<std::unique_ptr<Connection>> Connection::open(const Place& place) {
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int uri = std::holds_alternative<MemoryLocation>(place.location) ? SQLITE_OPEN_URI : 0;
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(name_for_sqlite(place.location).c_str(), &handle, flags | uri, nullptr);
  std::unique_ptr<Connection> out(new Connection(handle));
  if (code != SQLITE_OK) return std::unexpected(out->failure());
  TRY_VOID(out->configure_patiently(place));
  return out;
}

// Two connections that give a new file its log at the same time would wait for each other for ever,
// so SQLite refuses one at once, without asking on_busy. Patience is therefore here, and on_busy's
// begins afterwards.
SqliteResult<> Connection::configure_patiently(const Place& place) {
  auto done = configure(place);
  for (int i = 0; i < all_attempts && !done && done.error().cause == Cause::busy; ++i) {
    std::this_thread::sleep_for(pause);
    done = configure(place);
  }
  sqlite3_busy_handler(get(), on_busy, nullptr);
  return done;
}

SqliteResult<> Connection::configure(const Place& place) {
  sqlite3_extended_result_codes(get(), 1);
  sqlite3_limit(get(), SQLITE_LIMIT_LENGTH, most_value_bytes);
  // No SQL can break the file itself, or call what is no function. (The schema stays trusted: a
  // trigger that writes to a full-text table needs that, and there are no functions of ours.)
  sqlite3_db_config(get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(get(), SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, nullptr);
  // The order matters: creating a file with the default synchronous mode syncs three times.
  TRY_VOID(
      run("PRAGMA synchronous = NORMAL; PRAGMA journal_mode = WAL; PRAGMA cache_size = -8000"));
  TRY_VOID(run(base::format("PRAGMA journal_size_limit = {}", most_log_bytes).c_str()));
  if (place.checkpointer) {
    checkpointer_ = place.checkpointer;
    sqlite3_wal_hook(get(), on_commit, this);
  }
  if (place.most_bytes == 0) return {};
  const auto pages = std::max<uint64_t>(1, place.most_bytes / page_bytes);
  return run(base::format("PRAGMA max_page_count = {}", pages).c_str());
}

// SQLite calls it after a commit, with the size of the log. The work starts where SQLite's own
// checkpoints do.
int Connection::on_commit(void* self, sqlite3* handle, const char* database, int pages) {
  if (pages >= most_log_pages) {
    sqlite3_wal_checkpoint_v2(handle, database, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  } else {
    static_cast<Connection*>(self)->checkpoint_at(pages);
  }
  return SQLITE_OK;
}

// A log that is written to while it is copied does not begin anew. It is copied again when it has
// grown by as much again, not at once: the disk would be all that a core has time for.
void Connection::checkpoint_at(int pages) {
  if (pages < requested_at_) requested_at_ = 0;
  if (pages - requested_at_ < enough_log_pages) return;
  requested_at_ = pages;
  checkpointer_->request();
}

SqliteResult<> Connection::run(const char* sql) {
  if (sqlite3_exec(get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return std::unexpected(failure());
}

SqliteError Connection::failure() const {
  const int code = sqlite3_extended_errcode(get());
  std::string message = sqlite3_errmsg(get());
  if ((code & 0xff) == SQLITE_IOERR) {
    const int number = sqlite3_system_errno(get());
    if (number != 0) message += base::format(" ({})", std::generic_category().message(number));
  }
  return {cause_of(code), std::move(message)};
}

SqliteResult<Transaction> Transaction::begin(Connection& connection) {
  TRY_VOID(connection.run("BEGIN IMMEDIATE"));
  return Transaction(connection);
}

SqliteResult<> Transaction::commit() {
  TRY_VOID(connection_->run("COMMIT"));
  connection_ = nullptr;
  return {};
}

Transaction::~Transaction() {
  // A failed COMMIT or a full disk may have undone it already.
  if (connection_ && connection_->in_transaction()) std::ignore = connection_->run("ROLLBACK");
}

}  // namespace store
