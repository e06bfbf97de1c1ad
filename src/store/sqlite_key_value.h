// A key-value store in a SQLite file of Spin's layout (spinframework/spin,
// crates/key-value-spin/src/store.rs), so that the two can take turns with one file:
//
//   spin_key_value (store TEXT, key TEXT, value BLOB, PRIMARY KEY (store, key))
//
// `store` is the label: several stores may share a file. Each connection has its own; any number
// of them, in this process or others, may have one file open.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "store/key_value.h"
#include "store/location.h"
#include "store/troubles.h"

namespace store {

class Connection;
class Statement;
struct SqliteError;

class SqliteKeyValue final : public KeyValue {
 public:
  // Creates the file when it is not there; its folder must be. `log` outlives the store, and hears
  // of trouble that lies with the file or the disk; not of failures of this call.
  static KeyValueResult<std::unique_ptr<SqliteKeyValue>> open(std::string label, const Place& place,
                                                              base::Log& log);
  ~SqliteKeyValue() override;

  KeyValueResult<std::optional<base::Bytes>> get(std::string_view key) override;
  KeyValueResult<> set(std::string_view key, base::View value) override;
  KeyValueResult<> remove(std::string_view key) override;
  KeyValueResult<bool> exists(std::string_view key) override;
  KeyValueResult<KeyPage> list_keys(const std::optional<std::string>& cursor, size_t most) override;
  KeyValueResult<std::vector<std::optional<base::Bytes>>> get_many(
      std::span<const std::string_view> keys) override;
  KeyValueResult<> set_many(
      std::span<const std::pair<std::string_view, base::View>> pairs) override;
  KeyValueResult<> remove_many(std::span<const std::string_view> keys) override;
  KeyValueResult<int64_t> increment(std::string_view key, int64_t delta) override;
  KeyValueResult<bool> compare_and_swap(std::string_view key,
                                        const std::optional<base::Bytes>& expected,
                                        base::View value) override;

 private:
  enum class Sql { get, set, remove, exists, list, insert_absent, update_equal };
  static constexpr size_t sql_count = 7;

  SqliteKeyValue(std::string label, Troubles troubles, std::unique_ptr<Connection> connection);

  // The prepared statement, reset, with the label and (for all but `list`) the key bound to it.
  template <class T, class F>
  KeyValueResult<T> with(Sql which, std::string_view key, F use);
  // Runs `change` in a write transaction.
  template <class T, class F>
  KeyValueResult<T> atomically(F change);
  KeyValueResult<Statement*> prepared(Sql which);
  std::unexpected<KeyValueError> fail(const SqliteError& error);

  std::string label_;
  Troubles troubles_;
  std::unique_ptr<Connection> connection_;
  std::array<std::unique_ptr<Statement>, sql_count> statements_;
};

}  // namespace store
