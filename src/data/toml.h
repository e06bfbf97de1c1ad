// A TOML document (toml.io, version 1.0) as values that know where they stand in the text.
//
//   TRY(auto root, parse_toml(text));
//   if (const auto* name = root.find_string("name")) ...
//
// Accessors answer nullptr or nothing for a value of another type, so that callers write the
// complaint; all values are immutable.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/position.h"

namespace data {

class TomlValue;
struct TomlEntry;

using TomlArray = std::vector<TomlValue>;

// Entries in the order of the text.
class TomlTable {
 public:
  explicit TomlTable(std::vector<TomlEntry> entries);
  TomlTable(const TomlTable&);
  TomlTable(TomlTable&&) noexcept;
  TomlTable& operator=(const TomlTable&);
  TomlTable& operator=(TomlTable&&) noexcept;
  ~TomlTable();

  const std::vector<TomlEntry>& entries() const { return entries_; }
  const TomlEntry* find(std::string_view key) const;
  // The value of the key when it is there and of that type.
  const TomlTable* find_table(std::string_view key) const;
  const TomlArray* find_array(std::string_view key) const;
  const std::string* find_string(std::string_view key) const;

 private:
  std::vector<TomlEntry> entries_;
};

// A date, time or both, as text in the form of RFC 3339.
struct TomlDateTime {
  std::string text;
};

class TomlValue {
 public:
  using Variant =
      std::variant<TomlTable, TomlArray, std::string, int64_t, double, bool, TomlDateTime>;
  TomlValue(Variant value, Position position) : value_(std::move(value)), position_(position) {}

  // Of a [table], its bracket; of anything else, its first character.
  Position position() const { return position_; }
  // "a table", "an array", "a string", "an integer", "a float", "a boolean", "a date or time"
  std::string_view type_name() const;
  const Variant& variant() const { return value_; }

  const TomlTable* table() const { return std::get_if<TomlTable>(&value_); }
  const TomlArray* array() const { return std::get_if<TomlArray>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  std::optional<int64_t> integer() const;
  std::optional<bool> boolean() const;

 private:
  Variant value_;
  Position position_;
};

struct TomlEntry {
  std::string key;
  Position key_position;
  TomlValue value;
};

struct TomlError {
  Position position;
  std::string message;  // one line, without the position
};

constexpr size_t toml_most_bytes = 1 << 20;
constexpr size_t toml_most_depth = 64;  // of tables and arrays in one another

std::expected<TomlTable, TomlError> parse_toml(std::string_view text);

}  // namespace data
