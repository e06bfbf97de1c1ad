// The sections of a runtime configuration, each read from its node. For runtime_config*.cc only.
#pragma once

#include "manifest/node.h"
#include "manifest/runtime_config.h"

namespace manifest {

base::Result<> read_variables_providers(const Node& node, RuntimeConfig& out);
base::Result<> read_key_value_stores(const Node& node, RuntimeConfig& out);
base::Result<> read_sqlite_databases(const Node& node, RuntimeConfig& out);
base::Result<> read_outbound_networking(const Node& node, RuntimeConfig& out);
base::Result<> read_outbound_http(const Node& node, RuntimeConfig& out);
base::Result<> read_client_tls(const Node& node, RuntimeConfig& out);

// What stands behind a label or a provider: its `type`, and what remains to be read. The table has
// been found to have no other keys than `type` and those of that type.
struct Typed {
  std::string type;
  Table table;
};

// A type, and the keys that it has beside `type`. One with a reason is refused for it.
struct KnownType {
  std::string_view name;
  std::vector<std::string_view> keys;
  std::string_view why_not = {};
};
base::Result<Typed> read_typed(const Node& node, std::span<const KnownType> known);

// A number that is not negative.
base::Result<std::optional<uint64_t>> read_count(const Table& table, std::string_view key);

}  // namespace manifest
