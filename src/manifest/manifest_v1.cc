#include "manifest/manifest_v1.h"

#include <algorithm>

#include "base/text.h"
#include "data/toml_json.h"
#include "manifest/allowed_http_hosts.h"
#include "manifest/application_reader.h"
#include "manifest/component_reader.h"
#include "manifest/http_trigger_reader.h"
#include "manifest/names.h"

namespace manifest {

using base::Result;

namespace {

// Ids were free then: under_scores and mixedCase become kebab-case.
Result<std::string> read_id(const Node& node, const App& app) {
  TRY(auto id, node.string());
  if (find_wrong(id, NameStyle::kebab)) {
    std::ranges::replace(id, '_', '-');
    id = base::lower(id);
  }
  if (const auto wrong = find_wrong(id, NameStyle::kebab)) {
    return node.fail("`{}` is no id of a component: {}", id, *wrong);
  }
  if (app.find_component(id)) return node.fail("another component has the id `{}`", id);
  return id;
}

// Without allowed_outbound_hosts, databases are open as they were before there was such a key.
Result<std::vector<std::string>> read_hosts(const Table& table, Reading& reading) {
  std::vector<std::string> out;
  if (const auto hosts = table.find("allowed_outbound_hosts")) {
    TRY(out, read_allowed_outbound_hosts(*hosts, reading.app));
  } else {
    out = hosts_of_databases();
  }
  if (const auto hosts = table.find("allowed_http_hosts")) {
    TRY(const auto converted, read_allowed_http_hosts(*hosts, reading));
    out.insert(out.end(), converted.begin(), converted.end());
  }
  return out;
}

Result<> read_trigger(const Node& node, const std::string& type, const std::string& component,
                      Reading& reading) {
  const auto id = base::format("trigger-{}", component);
  if (type != "http") {
    TRY_VOID(node.entries());
    const auto config = data::to_json(node.value());
    reading.app.other_triggers.push_back({id, type, component, *config.object(), {}});
    reading.note(Feature::other_trigger, node);
    return {};
  }
  constexpr std::string_view keys[] = {"route", "executor"};
  TRY(const auto table, Table::open(node, keys));
  HttpTrigger out;
  out.id = id;
  out.target = component;
  TRY_VOID(read_route_and_executor(table, reading, out));
  reading.app.http_triggers.push_back(std::move(out));
  return {};
}

Result<> read_component_v1(const Node& node, const std::string& trigger_type, Reading& reading) {
  constexpr std::string_view keys[] = {"id",
                                       "source",
                                       "trigger",
                                       "description",
                                       "config",
                                       "environment",
                                       "files",
                                       "exclude_files",
                                       "allowed_http_hosts",
                                       "allowed_outbound_hosts",
                                       "key_value_stores",
                                       "sqlite_databases",
                                       "ai_models",
                                       "build"};
  TRY(const auto table, Table::open(node, keys));
  Component out;
  TRY(const auto id, table.require("id"));
  TRY(out.id, read_id(id, reading.app));
  TRY_VOID(read_common_keys(table, out, reading));
  if (const auto config = table.find("config")) {
    TRY(out.variables, read_component_variables(*config, reading.app));
  }
  TRY(out.allowed_outbound_hosts, read_hosts(table, reading));
  TRY(const auto trigger, table.require("trigger"));
  TRY_VOID(read_trigger(trigger, trigger_type, out.id, reading));
  reading.app.components.push_back(std::move(out));
  return {};
}

// trigger = { type = "http", ... }: the other keys are the settings of that type.
Result<std::string> read_app_trigger(const Node& node, Reading& reading) {
  TRY(const auto entries, node.entries());
  const auto type = std::ranges::find(entries, "type", &Node::key);
  if (type == entries.end()) return node.fail("`{}.type` is missing", node.path());
  TRY(auto name, type->string());
  data::JsonObject settings;
  for (const auto& entry : entries) {
    if (entry.key() == "type") continue;
    settings.emplace_back(entry.key(), data::to_json(entry.value()));
    if (name == "http") TRY_VOID(check_http_setting(entry, reading));
  }
  if (!settings.empty()) reading.app.trigger_settings[name] = std::move(settings);
  return name;
}

}  // namespace

Result<> read_manifest_v1(const Node& root, Reading& reading) {
  constexpr std::string_view keys[] = {"spin_manifest_version",
                                       "spin_version",
                                       "name",
                                       "version",
                                       "description",
                                       "authors",
                                       "trigger",
                                       "variables",
                                       "component"};
  TRY(const auto table, Table::open(root, keys));
  auto& app = reading.app;
  TRY(app.name, table.required_string("name"));
  TRY(app.version, table.string_or("version", ""));
  TRY(app.description, table.string_or("description", ""));
  TRY(app.authors, table.strings("authors"));
  TRY(const auto trigger, table.require("trigger"));
  TRY(const auto trigger_type, read_app_trigger(trigger, reading));
  if (const auto variables = table.find("variables")) TRY_VOID(read_variables(*variables, reading));
  TRY(const auto components, table.require("component"));
  TRY(const auto items, components.items());
  for (const auto& item : items) TRY_VOID(read_component_v1(item, trigger_type, reading));
  return {};
}

}  // namespace manifest
