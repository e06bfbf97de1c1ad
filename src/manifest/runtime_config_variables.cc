#include "manifest/names.h"
#include "manifest/runtime_config_reader.h"

namespace manifest {

using base::Result;

namespace {

Result<VariablesProvider> read_static(const Table& table) {
  StaticProvider out;
  TRY(const auto values, table.require("values"));
  TRY(const auto entries, values.entries());
  for (const auto& entry : entries) {
    if (const auto wrong = find_wrong(entry.key(), NameStyle::lower_snake)) {
      return entry.fail_at_key("`{}` is no name of a variable: {}", entry.key(), *wrong);
    }
    TRY(auto value, entry.string());
    out.values.emplace(entry.key(), Secret(std::move(value)));
  }
  return out;
}

Result<VariablesProvider> read_environment(const Table& table) {
  EnvironmentProvider out;
  TRY(out.prefix, table.string_or("prefix", std::move(out.prefix)));
  TRY(out.dotenv_path, table.optional_string("dotenv_path"));
  return out;
}

}  // namespace

Result<> read_variables_providers(const Node& node, RuntimeConfig& out) {
  constexpr std::string_view no_client =
      "torpor asks no other server for variables; use `static` or `env`";
  const KnownType types[] = {{"static", {"values"}},
                             {"env", {"prefix", "dotenv_path"}},
                             {"vault", {}, no_client},
                             {"open_bao", {}, no_client},
                             {"azure_key_vault", {}, no_client}};
  TRY(const auto items, node.items());
  for (const auto& item : items) {
    TRY(const auto typed, read_typed(item, types));
    TRY(auto provider,
        typed.type == "static" ? read_static(typed.table) : read_environment(typed.table));
    out.variables_providers.push_back(std::move(provider));
  }
  return {};
}

}  // namespace manifest
