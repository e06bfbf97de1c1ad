#include "manifest/names.h"
#include "manifest/runtime_config_reader.h"

namespace manifest {

using base::Result;

namespace {

Result<> check_label(const Node& node) {
  if (const auto wrong = find_wrong(node.key(), NameStyle::snake)) {
    return node.fail_at_key("`{}` is no label: {}", node.key(), *wrong);
  }
  return {};
}

// A client of a network service would be the only one; it is not worth its weight yet.
constexpr std::string_view no_client = "torpor keeps stores in files alone; use type `spin`";

}  // namespace

Result<> read_key_value_stores(const Node& node, RuntimeConfig& out) {
  const KnownType types[] = {{"spin", {"path"}},
                             {"redis", {}, no_client},
                             {"azure_cosmos", {}, no_client},
                             {"aws_dynamo", {}, no_client}};
  TRY(const auto entries, node.entries());
  for (const auto& entry : entries) {
    TRY_VOID(check_label(entry));
    TRY(const auto store, read_typed(entry, types));
    TRY(out.key_value_stores[entry.key()].path, store.table.optional_string("path"));
  }
  return {};
}

Result<> read_sqlite_databases(const Node& node, RuntimeConfig& out) {
  const KnownType types[] = {{"spin", {"path", "allow_attach_file"}}, {"libsql", {}, no_client}};
  TRY(const auto entries, node.entries());
  for (const auto& entry : entries) {
    TRY_VOID(check_label(entry));
    TRY(const auto database, read_typed(entry, types));
    auto& config = out.sqlite_databases[entry.key()];
    TRY(config.path, database.table.optional_string("path"));
    TRY(const auto attach, database.table.optional_boolean("allow_attach_file"));
    config.allow_attach_file = attach.value_or(false);
  }
  return {};
}

}  // namespace manifest
