#include "manifest/runtime_config.h"

#include <algorithm>

#include "manifest/runtime_config_reader.h"

namespace manifest {

using base::Kind;
using base::Result;

namespace {

Result<> ignore_connection_limit(const Node& node, RuntimeConfig&) {
  // Of clients that torpor does not have: there are never too many connections.
  constexpr std::string_view keys[] = {"max_connections"};
  TRY(const auto table, Table::open(node, keys));
  TRY_VOID(read_count(table, "max_connections"));
  return {};
}

Result<> refuse_llm(const Node& node, RuntimeConfig&) {
  return std::unexpected(
      error_at(Kind::unsupported, node.key_place(),
               base::format("`{}` is not supported: torpor runs no AI models", node.path())));
}

Result<> read_state_dir(const Node& node, RuntimeConfig& out) {
  TRY(out.state_dir, node.string());
  return {};
}

Result<> read_log_dir(const Node& node, RuntimeConfig& out) {
  TRY(out.log_dir, node.string());
  return {};
}

Result<> read_max_instance_memory(const Node& node, RuntimeConfig& out) {
  TRY(const auto bytes, node.integer());
  if (bytes <= 0) return node.fail("`{}` must be a number of bytes above 0", node.path());
  out.max_instance_memory = static_cast<uint64_t>(bytes);
  return {};
}

struct Section {
  std::string_view key;
  Result<> (*read)(const Node& node, RuntimeConfig& out);
};

constexpr Section sections[] = {
    {"state_dir", read_state_dir},
    {"log_dir", read_log_dir},
    {"max_instance_memory", read_max_instance_memory},
    {"variables_provider", read_variables_providers},
    {"config_provider", read_variables_providers},
    {"key_value_store", read_key_value_stores},
    {"sqlite_database", read_sqlite_databases},
    {"llm_compute", refuse_llm},
    {"outbound_networking", read_outbound_networking},
    {"outbound_http", read_outbound_http},
    {"outbound_redis", ignore_connection_limit},
    {"outbound_pg", ignore_connection_limit},
    {"outbound_mysql", ignore_connection_limit},
    {"outbound_mqtt", ignore_connection_limit},
    {"client_tls", read_client_tls},
};

Result<> read_root(const Node& root, RuntimeConfig& out) {
  std::vector<std::string_view> keys;
  for (const auto& section : sections) keys.push_back(section.key);
  TRY(const auto table, Table::open(root, keys));
  if (const auto old = table.find("config_provider"); old && table.find("variables_provider")) {
    return old->fail_at_key("`config_provider` is the old name of `variables_provider`; use one");
  }
  for (const auto& section : sections) {
    const auto node = table.find(section.key);
    if (node) TRY_VOID(section.read(*node, out));
  }
  return {};
}

// The line and the caret come after a newline; a message itself has none.
base::Error without_excerpt(const base::Error& error) {
  return {error.kind(), error.message().substr(0, error.message().find('\n'))};
}

}  // namespace

Result<RuntimeConfig> parse_runtime_config(std::string_view text, const std::string& file) {
  const Document document(file, text);
  auto toml = data::parse_toml(text);
  if (!toml) {
    return std::unexpected(
        without_excerpt(document.fail(toml.error().position, "{}", toml.error().message).error()));
  }
  const data::TomlValue value(*std::move(toml), {1, 1});
  RuntimeConfig out;
  if (const auto read = read_root(Node(document, value, ""), out); !read) {
    return std::unexpected(without_excerpt(read.error()));
  }
  return out;
}

Result<Typed> read_typed(const Node& node, std::span<const KnownType> known) {
  TRY(const auto entries, node.entries());
  const auto type = std::ranges::find(entries, "type", &Node::key);
  if (type == entries.end()) return node.fail("`{}.type` is missing", node.path());
  TRY(auto name, type->string());
  const auto at = std::ranges::find(known, name, &KnownType::name);
  if (at == known.end()) {
    std::vector<std::string_view> names;
    for (const auto& each : known) names.push_back(each.name);
    return type->fail("`{}` is no type of `{}`; it may be {}", name, node.path(), listed(names));
  }
  if (!at->why_not.empty()) {
    return std::unexpected(error_at(
        Kind::unsupported, type->place(),
        base::format("`{}` of type `{}` is not supported: {}", node.path(), name, at->why_not)));
  }
  auto keys = at->keys;
  keys.emplace_back("type");
  TRY(auto table, Table::open(node, keys));
  return Typed{std::move(name), std::move(table)};
}

Result<std::optional<uint64_t>> read_count(const Table& table, std::string_view key) {
  const auto node = table.find(key);
  if (!node) return std::nullopt;
  TRY(const auto count, node->integer());
  if (count < 0) return node->fail("`{}` must not be negative", node->path());
  return static_cast<uint64_t>(count);
}

}  // namespace manifest
