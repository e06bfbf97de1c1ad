// A value of a manifest together with its name and its place: what the readers are handed, so that
// every complaint says what, where, and what would be right.
//
//   TRY(const auto table, Table::open(node, keys));      // refuses keys that are not among `keys`
//   TRY(out.description, table.string_or("description", ""));
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "data/toml.h"
#include "manifest/document.h"

namespace manifest {

class Node {
 public:
  // Document and value are borrowed. `path` is the name for messages: "component.hello.source".
  Node(const Document& document, const data::TomlValue& value, std::string path);

  const std::string& path() const { return path_; }
  const std::string& key() const { return key_; }  // of an entry of a table, else empty
  const data::TomlValue& value() const { return *value_; }
  Place place() const { return document_->place(value_->position()); }
  Place key_place() const { return document_->place(key_position_); }

  // The value as that type, or Kind::invalid.
  base::Result<std::string> string() const;
  base::Result<bool> boolean() const;
  base::Result<int64_t> integer() const;
  base::Result<std::vector<Node>> items() const;    // of an array
  base::Result<std::vector<Node>> entries() const;  // of a table with keys of any name
  base::Result<std::vector<std::string>> strings() const;
  base::Result<std::map<std::string, std::string>> string_map() const;

  bool is_string() const { return value_->string() != nullptr; }
  bool is_table() const { return value_->table() != nullptr; }
  bool is_array() const { return value_->array() != nullptr; }

  // Kind::invalid at the value, or at its key; the message is given whole.
  template <class... Args>
  std::unexpected<base::Error> fail(base::FormatString<Args...> format, Args&&... args) const {
    return document_->fail(value_->position(), format, std::forward<Args>(args)...);
  }
  template <class... Args>
  std::unexpected<base::Error> fail_at_key(base::FormatString<Args...> format,
                                           Args&&... args) const {
    return document_->fail(key_position_, format, std::forward<Args>(args)...);
  }
  // "`path` must be a string, but is an integer"
  std::unexpected<base::Error> fail_type(std::string_view wanted) const;

 private:
  friend class Table;
  Node entry(const data::TomlEntry& entry) const;

  const Document* document_;
  const data::TomlValue* value_;
  data::Position key_position_;
  std::string key_;
  std::string path_;
};

// A table whose keys are known. Absent keys have a default, unless they are required.
class Table {
 public:
  using Keys = std::span<const std::string_view>;
  static base::Result<Table> open(const Node& node, Keys known);

  const Node& node() const { return node_; }
  std::optional<Node> find(std::string_view key) const;
  base::Result<Node> require(std::string_view key) const;

  base::Result<std::string> required_string(std::string_view key) const;
  base::Result<std::string> string_or(std::string_view key, std::string fallback) const;
  base::Result<std::optional<std::string>> optional_string(std::string_view key) const;
  base::Result<std::optional<bool>> optional_boolean(std::string_view key) const;
  base::Result<std::vector<std::string>> strings(std::string_view key) const;
  base::Result<std::map<std::string, std::string>> string_map(std::string_view key) const;

 private:
  explicit Table(const Node& node) : node_(node) {}
  Node node_;
};

// "`a`", "`a` or `b`", "`a`, `b` or `c`"; or with another last separator.
std::string listed(std::span<const std::string_view> words, std::string_view last = " or ");

}  // namespace manifest
