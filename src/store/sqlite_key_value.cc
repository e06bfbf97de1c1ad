#include "store/sqlite_key_value.h"

#include <bit>
#include <cstring>

#include "base/format.h"
#include "store/sqlite.h"
#include "store/sqlite_statement.h"

namespace store {
namespace {

using Code = KeyValueError::Code;

constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS spin_key_value (store TEXT NOT NULL, key TEXT NOT NULL, "
    "value BLOB NOT NULL, PRIMARY KEY (store, key))";

// In the order of SqliteKeyValue::Sql. ?1 is the label, ?2 the key.
constexpr std::array<std::string_view, 7> texts = {
    "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2",
    "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (store, key) DO UPDATE SET value = ?3",
    "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2",
    "SELECT 1 FROM spin_key_value WHERE store = ?1 AND key = ?2",
    "SELECT key FROM spin_key_value WHERE store = ?1 AND key >= ?2 ORDER BY key LIMIT ?3",
    "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    "UPDATE spin_key_value SET value = ?3 WHERE store = ?1 AND key = ?2 AND value = ?4",
};

KeyValueError to_key_value_error(const SqliteError& error) {
  return {error.cause == SqliteError::Cause::busy ? Code::busy : Code::other, error.message};
}

std::unexpected<KeyValueError> refuse(std::string message) {
  return std::unexpected(KeyValueError{Code::other, std::move(message)});
}

// A number as it stands in the store: 8 bytes, little-endian.
std::optional<int64_t> find_integer(base::View bytes) {
  static_assert(std::endian::native == std::endian::little);
  int64_t out = 0;
  if (bytes.size() != sizeof out) return std::nullopt;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}

base::View bytes_of(const int64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace

SqliteKeyValue::SqliteKeyValue(std::string label, Troubles troubles,
                               std::unique_ptr<Connection> connection)
    : label_(std::move(label)),
      troubles_(std::move(troubles)),
      connection_(std::move(connection)) {}

SqliteKeyValue::~SqliteKeyValue() = default;

KeyValueResult<std::unique_ptr<SqliteKeyValue>> SqliteKeyValue::open(std::string label,
                                                                     const Place& place,
                                                                     base::Log& log) {
  static_assert(texts.size() == sql_count);
  auto connection = Connection::open(place);
  if (!connection) return std::unexpected(to_key_value_error(connection.error()));
  if (auto made = (*connection)->run(create_table); !made) {
    return std::unexpected(to_key_value_error(made.error()));
  }
  Troubles troubles(log,
                    base::format("key-value store `{}` in {}", label, text_of(place.location)));
  return std::unique_ptr<SqliteKeyValue>(
      new SqliteKeyValue(std::move(label), std::move(troubles), std::move(*connection)));
}

std::unexpected<KeyValueError> SqliteKeyValue::fail(const SqliteError& error) {
  if (is_trouble(error.cause)) troubles_.report(error.message);
  return std::unexpected(to_key_value_error(error));
}

KeyValueResult<Statement*> SqliteKeyValue::prepared(Sql which) {
  auto& slot = statements_[static_cast<size_t>(which)];
  if (!slot) {
    auto made = Statement::prepare(*connection_, texts[static_cast<size_t>(which)]);
    if (!made) return fail(made.error());
    slot = std::make_unique<Statement>(std::move(*made));
  }
  return slot.get();
}

template <class T, class F>
KeyValueResult<T> SqliteKeyValue::with(Sql which, std::string_view key, F use) {
  TRY(Statement * statement, prepared(which));
  const Use until_reset(*statement);
  statement->bind_text(1, label_).bind_text(2, key);
  SqliteResult<T> result = use(*statement);
  if (!result) return fail(result.error());
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return std::move(*result);
  }
}

template <class T, class F>
KeyValueResult<T> SqliteKeyValue::atomically(F change) {
  auto transaction = Transaction::begin(*connection_);
  if (!transaction) return fail(transaction.error());
  KeyValueResult<T> result = change();
  if (!result) return result;
  if (auto done = transaction->commit(); !done) return fail(done.error());
  return result;
}

KeyValueResult<std::optional<base::Bytes>> SqliteKeyValue::get(std::string_view key) {
  using Found = std::optional<base::Bytes>;
  return with<Found>(Sql::get, key, [](Statement& statement) -> SqliteResult<Found> {
    TRY(const bool found, statement.step());
    if (!found) return std::nullopt;
    return base::Bytes(statement.bytes(0));
  });
}

KeyValueResult<> SqliteKeyValue::set(std::string_view key, base::View value) {
  return with<void>(Sql::set, key, [value](Statement& statement) -> SqliteResult<> {
    TRY_VOID(statement.bind_blob(3, value).step());
    return {};
  });
}

KeyValueResult<> SqliteKeyValue::remove(std::string_view key) {
  return with<void>(Sql::remove, key, [](Statement& statement) -> SqliteResult<> {
    TRY_VOID(statement.step());
    return {};
  });
}

KeyValueResult<bool> SqliteKeyValue::exists(std::string_view key) {
  return with<bool>(Sql::exists, key, [](Statement& statement) { return statement.step(); });
}

KeyValueResult<KeyPage> SqliteKeyValue::list_keys(const std::optional<std::string>& cursor,
                                                  size_t most) {
  // The least text after the cursor is the cursor and a zero.
  const auto from = cursor ? *cursor + '\0' : std::string();
  return with<KeyPage>(Sql::list, from, [most](Statement& statement) -> SqliteResult<KeyPage> {
    KeyPage page;
    statement.bind_integer(
        3, static_cast<int64_t>(most) + 1);  // one more tells whether it is the last
    while (true) {
      TRY(const bool found, statement.step());
      if (!found) return page;
      if (page.keys.size() == most) break;
      page.keys.emplace_back(statement.text(0));
    }
    page.cursor = page.keys.back();
    return page;
  });
}

KeyValueResult<std::vector<std::optional<base::Bytes>>> SqliteKeyValue::get_many(
    std::span<const std::string_view> keys) {
  std::vector<std::optional<base::Bytes>> out;
  out.reserve(keys.size());
  uint64_t bytes = 0;
  for (const auto key : keys) {
    TRY(auto value, get(key));
    bytes += key.size() + (value ? value->size() : 0);
    if (bytes > most_answer_bytes) {
      return refuse(base::format("the values are more than {} bytes", most_answer_bytes));
    }
    out.push_back(std::move(value));
  }
  return out;
}

KeyValueResult<> SqliteKeyValue::set_many(
    std::span<const std::pair<std::string_view, base::View>> pairs) {
  return atomically<void>([&]() -> KeyValueResult<> {
    for (const auto& [key, value] : pairs) TRY_VOID(set(key, value));
    return {};
  });
}

KeyValueResult<> SqliteKeyValue::remove_many(std::span<const std::string_view> keys) {
  return atomically<void>([&]() -> KeyValueResult<> {
    for (const auto key : keys) TRY_VOID(remove(key));
    return {};
  });
}

KeyValueResult<int64_t> SqliteKeyValue::increment(std::string_view key, int64_t delta) {
  return atomically<int64_t>([&]() -> KeyValueResult<int64_t> {
    TRY(const auto value, get(key));
    const auto old = value ? find_integer(*value) : 0;
    if (!old) return refuse("the value is not a number of 64 bits, so it cannot be incremented");
    int64_t sum = 0;
    if (__builtin_add_overflow(*old, delta, &sum)) {
      return refuse("the sum does not fit into 64 bits");
    }
    TRY_VOID(set(key, bytes_of(sum)));
    return sum;
  });
}

KeyValueResult<bool> SqliteKeyValue::compare_and_swap(std::string_view key,
                                                      const std::optional<base::Bytes>& expected,
                                                      base::View value) {
  const auto which = expected ? Sql::update_equal : Sql::insert_absent;
  return with<bool>(which, key, [&](Statement& statement) -> SqliteResult<bool> {
    statement.bind_blob(3, value);
    if (expected) statement.bind_blob(4, *expected);
    TRY_VOID(statement.step());
    return sqlite3_changes(connection_->get()) == 1;
  });
}

}  // namespace store
