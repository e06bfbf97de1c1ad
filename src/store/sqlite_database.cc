#include "store/sqlite_database.h"

#include "base/format.h"
#include "store/sqlite_session.h"

namespace store {
namespace {

using Cause = SqliteError::Cause;
using Code = SqlError::Code;

SqlError to_sql_error(const SqliteError& error) {
  switch (error.cause) {
    case Cause::busy:
      return {Code::busy, error.message};
    case Cause::full:
      return {Code::database_full, error.message};
    case Cause::interrupted:
      return {Code::io, "the statement took too long"};
    case Cause::damaged:
    case Cause::io:
    case Cause::other:
      return {Code::io, error.message};
  }
  std::unreachable();
}

std::unexpected<SqlError> refuse(std::string message) {
  return std::unexpected(SqlError{Code::io, std::move(message)});
}

std::unexpected<SqlError> fail(Session& session, const SqliteError& error) {
  if (is_trouble(error.cause)) session.troubles().report(error.message);
  return std::unexpected(to_sql_error(error));
}

void bind(Statement& statement, int place, const SqlParameter& parameter) {
  struct Bind {
    Statement& to;
    int place;
    void operator()(SqlNull) const {}  // what is not bound is NULL
    void operator()(int64_t value) const { to.bind_integer(place, value); }
    void operator()(double value) const { to.bind_real(place, value); }
    void operator()(std::string_view text) const { to.bind_text(place, text, Bytes::copied); }
    void operator()(SqlBlobView blob) const { to.bind_blob(place, blob.bytes, Bytes::copied); }
  };
  std::visit(Bind{statement, place}, parameter);
}

// How long a statement may hold up a loop.
constexpr auto time_on_loop = std::chrono::milliseconds(2);

bool writes(Session& session, std::string_view text) {
  auto statement = session.take(text);
  if (!statement) return false;  // it will not run at all
  const bool out = sqlite3_stmt_readonly(statement->get()) == 0;
  session.give_back(std::string(text), std::move(*statement));
  return out;
}

SqlValue value_of(const Statement& statement, int column) {
  switch (sqlite3_column_type(statement.get(), column)) {
    case SQLITE_INTEGER:
      return statement.integer(column);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement.get(), column);
    case SQLITE_TEXT:
      return std::string(statement.text(column));
    case SQLITE_BLOB:
      return SqlBlob{base::Bytes(statement.bytes(column))};
    default:  // SQLITE_NULL
      return SqlNull{};
  }
}

uint64_t size_of(const SqlRow& row) {
  uint64_t out = row.size() * sizeof(SqlValue);
  for (const auto& value : row) {
    if (const auto* text = std::get_if<std::string>(&value)) out += text->size();
    if (const auto* blob = std::get_if<SqlBlob>(&value)) out += blob->bytes.size();
  }
  return out;
}

}  // namespace

// A statement on its way through its rows. It stands on its first row before that is asked for,
// since a statement takes effect when it is run, not when somebody looks.
struct SqlRows::Reading {
  enum class Place { on_row, past_row, end };

  Reading(std::shared_ptr<Session> owner, std::string sql, Statement made)
      : session(std::move(owner)), text(std::move(sql)), statement(std::move(made)) {}
  ~Reading() { session->give_back(std::move(text), std::move(statement)); }

  SqlOutcome<> advance() {
    const auto found = statement.step();
    place = found.value_or(false) ? Place::on_row : Place::end;
    if (!found) return fail(*session, found.error());
    return {};
  }

  std::shared_ptr<Session> session;  // shared with the database, which may go first
  std::string text;
  Statement statement;
  Place place = Place::past_row;
};

SqlRows::SqlRows(std::unique_ptr<Reading> reading) : reading_(std::move(reading)) {
  auto* statement = reading_->statement.get();
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    columns_.emplace_back(sqlite3_column_name(statement, i));
  }
}

SqlRows::SqlRows(SqlRows&&) noexcept = default;
SqlRows::~SqlRows() = default;

SqlOutcome<std::optional<SqlRow>> SqlRows::next() {
  reading_->session->guard().start();
  return take();
}

SqlOutcome<std::optional<SqlRow>> SqlRows::take() {
  if (reading_->place == Reading::Place::past_row) TRY_VOID(reading_->advance());
  if (reading_->place == Reading::Place::end) return std::nullopt;
  reading_->place = Reading::Place::past_row;
  SqlRow row;
  row.reserve(columns_.size());
  for (size_t i = 0; i < columns_.size(); ++i) {
    row.push_back(value_of(reading_->statement, static_cast<int>(i)));
  }
  return row;
}

SqliteDatabase::SqliteDatabase(std::shared_ptr<Session> session) : session_(std::move(session)) {}

SqliteDatabase::~SqliteDatabase() = default;

SqlOutcome<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const Place& place,
                                                                 const SqlOptions& options,
                                                                 const world::Clock& clock,
                                                                 base::Log& log) {
  auto connection = Connection::open(place);
  if (!connection) return std::unexpected(to_sql_error(connection.error()));
  const auto attach = options.allow_attach ? Attach::allowed : Attach::denied;
  auto guard = std::make_unique<Guard>(**connection, attach, options.most_time, clock);
  auto session =
      std::make_shared<Session>(std::move(*connection), std::move(guard),
                                Troubles(log, "SQLite database in " + text_of(place.location)));
  return std::unique_ptr<SqliteDatabase>(new SqliteDatabase(std::move(session)));
}

SqlOutcome<SqlRows> SqliteDatabase::query(std::string_view statement,
                                          std::span<const SqlParameter> parameters) {
  session_->guard().start();
  return run(statement, parameters);
}

SqlOutcome<SqlRows> SqliteDatabase::run(std::string_view statement,
                                        std::span<const SqlParameter> parameters) {
  auto made = session_->take(statement);
  if (!made) return fail(*session_, made.error());
  auto reading =
      std::make_unique<SqlRows::Reading>(session_, std::string(statement), std::move(*made));
  const auto places = static_cast<size_t>(sqlite3_bind_parameter_count(reading->statement.get()));
  if (places != parameters.size()) {
    return refuse(base::format("the statement has {} parameters, but {} were given", places,
                               parameters.size()));
  }
  for (size_t i = 0; i < places; ++i) {
    bind(reading->statement, static_cast<int>(i) + 1, parameters[i]);
  }
  TRY_VOID(reading->advance());
  return SqlRows(std::move(reading));
}

SqlOutcome<SqlResult> SqliteDatabase::execute(std::string_view statement,
                                              std::span<const SqlParameter> parameters) {
  session_->guard().start();
  return run_all(statement, parameters);
}

std::optional<SqlOutcome<SqlResult>> SqliteDatabase::try_execute(
    std::string_view statement, std::span<const SqlParameter> parameters) {
  // SQLite undoes a whole transaction when one of its writes is interrupted.
  const bool may_undo = session_->connection().in_transaction() && writes(*session_, statement);
  if (may_undo) return std::nullopt;
  session_->guard().start_for(time_on_loop);
  auto result = run_all(statement, parameters);
  if (!result && session_->guard().has_interrupted()) return std::nullopt;
  return result;
}

SqlOutcome<SqlResult> SqliteDatabase::run_all(std::string_view statement,
                                              std::span<const SqlParameter> parameters) {
  TRY(auto rows, run(statement, parameters));
  SqlResult out{rows.columns(), {}};
  uint64_t bytes = 0;
  while (true) {
    TRY(auto row, rows.take());
    if (!row) return out;
    bytes += size_of(*row);
    if (bytes > most_result_bytes) {
      return refuse(base::format("the result is larger than {} bytes", most_result_bytes));
    }
    out.rows.push_back(*std::move(row));
  }
}

int64_t SqliteDatabase::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(session_->handle());
}

uint64_t SqliteDatabase::changes() const {
  auto* handle = session_->handle();
  if (sqlite3_total_changes64(handle) == changes_before_) return 0;
  return static_cast<uint64_t>(sqlite3_changes64(handle));
}

bool SqliteDatabase::make_like_new() {
  if (session_.use_count() > 1 || session_->guard().has_changed_connection()) return false;
  auto& connection = session_->connection();
  if (connection.in_transaction() && !connection.run("ROLLBACK")) return false;
  sqlite3_set_last_insert_rowid(connection.get(), 0);
  changes_before_ = sqlite3_total_changes64(connection.get());
  return true;
}

}  // namespace store
