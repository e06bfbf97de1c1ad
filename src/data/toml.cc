#include "data/toml.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "base/format.h"
#include "data/toml_depth.h"

namespace data {
namespace {

Position position_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

TomlValue convert(const toml::node& node);

TomlTable convert_table(const toml::table& table) {
  std::vector<TomlEntry> entries;
  entries.reserve(table.size());
  for (const auto& [key, node] : table) {
    entries.push_back({std::string(key.str()), position_of(key.source()), convert(node)});
  }
  std::ranges::stable_sort(entries, {}, &TomlEntry::key_position);
  return TomlTable(std::move(entries));
}

TomlArray convert_array(const toml::array& array) {
  TomlArray out;
  out.reserve(array.size());
  for (const auto& node : array) out.push_back(convert(node));
  return out;
}

TomlDateTime convert_time(const toml::node& node) {
  std::ostringstream text;
  node.visit([&](const auto& value) {
    if constexpr (toml::is_chronological<decltype(value)>) text << value.get();
  });
  return {std::move(text).str()};
}

TomlValue convert(const toml::node& node) {
  const auto variant = [&]() -> TomlValue::Variant {
    if (const auto* table = node.as_table()) return convert_table(*table);
    if (const auto* array = node.as_array()) return convert_array(*array);
    if (const auto* string = node.as_string()) return string->get();
    if (const auto* integer = node.as_integer()) return integer->get();
    if (const auto* number = node.as_floating_point()) return number->get();
    if (const auto* boolean = node.as_boolean()) return boolean->get();
    return convert_time(node);
  };
  return {variant(), position_of(node.source())};
}

}  // namespace

// Here, where an entry is a complete type.
TomlTable::TomlTable(std::vector<TomlEntry> entries) : entries_(std::move(entries)) {}
TomlTable::TomlTable(const TomlTable&) = default;
TomlTable::TomlTable(TomlTable&&) noexcept = default;
TomlTable& TomlTable::operator=(const TomlTable&) = default;
TomlTable& TomlTable::operator=(TomlTable&&) noexcept = default;
TomlTable::~TomlTable() = default;

const TomlEntry* TomlTable::find(std::string_view key) const {
  const auto at = std::ranges::find(entries_, key, &TomlEntry::key);
  return at == entries_.end() ? nullptr : &*at;
}

const TomlTable* TomlTable::find_table(std::string_view key) const {
  const auto* entry = find(key);
  return entry ? entry->value.table() : nullptr;
}

const TomlArray* TomlTable::find_array(std::string_view key) const {
  const auto* entry = find(key);
  return entry ? entry->value.array() : nullptr;
}

const std::string* TomlTable::find_string(std::string_view key) const {
  const auto* entry = find(key);
  return entry ? entry->value.string() : nullptr;
}

std::string_view TomlValue::type_name() const {
  constexpr std::array<std::string_view, 7> names = {
      "a table", "an array", "a string", "an integer", "a float", "a boolean", "a date or time"};
  static_assert(names.size() == std::variant_size_v<Variant>);
  return names[value_.index()];
}

std::optional<int64_t> TomlValue::integer() const {
  const auto* value = std::get_if<int64_t>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<bool> TomlValue::boolean() const {
  const auto* value = std::get_if<bool>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

std::expected<TomlTable, TomlError> parse_toml(std::string_view text) {
  if (text.size() > toml_most_bytes) {
    return std::unexpected(
        TomlError{{1, 1}, base::format("the text is larger than {} bytes", toml_most_bytes)});
  }
  if (const auto deep = find_too_deep(text, toml_most_depth)) {
    return std::unexpected(TomlError{position_at(text, *deep),
                                     base::format("nested more than {} deep", toml_most_depth)});
  }
  try {
    return convert_table(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return std::unexpected(
        TomlError{position_of(error.source()), std::string(error.description())});
  }
}

}  // namespace data
