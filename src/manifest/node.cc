#include "manifest/node.h"

#include <algorithm>

#include "base/text.h"

namespace manifest {

using base::Result;

Node::Node(const Document& document, const data::TomlValue& value, std::string path)
    : document_(&document),
      value_(&value),
      key_position_(value.position()),
      path_(std::move(path)) {}

Node Node::entry(const data::TomlEntry& entry) const {
  Node out(*document_, entry.value, path_.empty() ? entry.key : path_ + "." + entry.key);
  out.key_ = entry.key;
  out.key_position_ = entry.key_position;
  return out;
}

std::unexpected<base::Error> Node::fail_type(std::string_view wanted) const {
  const bool quotable = wanted == "a string" && !is_table() && !is_array();
  return fail("`{}` must be {}, but is {}{}", path_, wanted, value_->type_name(),
              quotable ? "; write it in quotes" : "");
}

Result<std::string> Node::string() const {
  const auto* text = value_->string();
  if (!text) return fail_type("a string");
  // Names, paths and environment end at a NUL further down.
  if (text->contains('\0')) return fail("`{}` must not hold a NUL character", path_);
  return *text;
}

Result<bool> Node::boolean() const {
  if (const auto flag = value_->boolean()) return *flag;
  return fail_type("true or false");
}

Result<int64_t> Node::integer() const {
  if (const auto number = value_->integer()) return *number;
  return fail_type("an integer");
}

Result<std::vector<Node>> Node::items() const {
  const auto* array = value_->array();
  if (!array) return fail_type("an array");
  std::vector<Node> out;
  for (const auto& item : *array) {
    out.emplace_back(*document_, item, base::format("{}[{}]", path_, out.size()));
  }
  return out;
}

Result<std::vector<Node>> Node::entries() const {
  const auto* table = value_->table();
  if (!table) return fail_type("a table");
  std::vector<Node> out;
  for (const auto& item : table->entries()) out.push_back(entry(item));
  return out;
}

Result<std::vector<std::string>> Node::strings() const {
  TRY(const auto nodes, items());
  std::vector<std::string> out;
  for (const auto& node : nodes) {
    TRY(auto text, node.string());
    out.push_back(std::move(text));
  }
  return out;
}

Result<std::map<std::string, std::string>> Node::string_map() const {
  TRY(const auto nodes, entries());
  std::map<std::string, std::string> out;
  for (const auto& node : nodes) {
    TRY(out[node.key()], node.string());
  }
  return out;
}

Result<Table> Table::open(const Node& node, Keys known) {
  TRY(const auto entries, node.entries());
  for (const auto& entry : entries) {
    if (std::ranges::find(known, entry.key()) != known.end()) continue;
    if (const auto nearest = base::find_nearest(entry.key(), known)) {
      return entry.fail_at_key("unknown key `{}`; did you mean `{}`?", entry.key(), *nearest);
    }
    return entry.fail_at_key("unknown key `{}`; it may be {}", entry.key(), listed(known));
  }
  return Table(node);
}

std::optional<Node> Table::find(std::string_view key) const {
  const auto* entry = node_.value().table()->find(key);
  return entry ? std::optional(node_.entry(*entry)) : std::nullopt;
}

Result<Node> Table::require(std::string_view key) const {
  if (auto node = find(key)) return *std::move(node);
  if (node_.path().empty()) return node_.fail("`{}` is missing", key);
  return node_.fail("`{}.{}` is missing", node_.path(), key);
}

Result<std::string> Table::required_string(std::string_view key) const {
  TRY(const auto node, require(key));
  return node.string();
}

Result<std::string> Table::string_or(std::string_view key, std::string fallback) const {
  const auto node = find(key);
  return node ? node->string() : fallback;
}

Result<std::optional<std::string>> Table::optional_string(std::string_view key) const {
  const auto node = find(key);
  if (!node) return std::nullopt;
  return node->string();
}

Result<std::optional<bool>> Table::optional_boolean(std::string_view key) const {
  const auto node = find(key);
  if (!node) return std::nullopt;
  TRY(const auto flag, node->boolean());
  return flag;
}

Result<std::vector<std::string>> Table::strings(std::string_view key) const {
  const auto node = find(key);
  if (!node) return std::vector<std::string>{};
  return node->strings();
}

Result<std::map<std::string, std::string>> Table::string_map(std::string_view key) const {
  const auto node = find(key);
  if (!node) return std::map<std::string, std::string>{};
  return node->string_map();
}

std::string listed(std::span<const std::string_view> words, std::string_view last) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? last : ", ";
    out += base::format("`{}`", words[i]);
  }
  return out;
}

}  // namespace manifest
