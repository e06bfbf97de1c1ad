#include "manifest/application_reader.h"

#include "data/toml_json.h"
#include "manifest/names.h"

namespace manifest {

using base::Result;

namespace {

Result<Target> read_target(const Node& node) {
  if (node.is_string()) {
    TRY(auto name, node.string());
    return Target{Target::Kind::catalogue, std::move(name)};
  }
  constexpr std::string_view keys[] = {"url", "path"};
  TRY(const auto table, Table::open(node, keys));
  TRY(auto url, table.optional_string("url"));
  TRY(auto path, table.optional_string("path"));
  if (url.has_value() == path.has_value()) {
    return node.fail("`{}` must be a name, or have one of {}", node.path(), listed(keys));
  }
  if (url) return Target{Target::Kind::url, *std::move(url)};
  return Target{Target::Kind::file, *std::move(path)};
}

Result<Variable> read_variable(const Node& node) {
  if (const auto wrong = find_wrong(node.key(), NameStyle::lower_snake)) {
    return node.fail_at_key("`{}` is no name of a variable: {}", node.key(), *wrong);
  }
  constexpr std::string_view keys[] = {"description", "required", "default", "secret"};
  TRY(const auto table, Table::open(node, keys));
  Variable out;
  TRY(out.description, table.string_or("description", ""));
  TRY(out.default_value, table.optional_string("default"));
  TRY(const auto required, table.optional_boolean("required"));
  TRY(const auto secret, table.optional_boolean("secret"));
  out.required = required.value_or(false);
  out.secret = secret.value_or(false);
  if (out.required && out.default_value) {
    return node.fail_at_key("`{}` has a `default`, so it cannot be `required`", node.path());
  }
  if (!out.required && !out.default_value) {
    return node.fail_at_key("`{}` needs a `default`, or `required = true`", node.path());
  }
  return out;
}

Result<> read_trigger_settings(const Node& node, Reading& reading) {
  TRY(const auto settings, node.entries());
  if (node.key() == "http") {
    for (const auto& setting : settings) TRY_VOID(check_http_setting(setting, reading));
  }
  reading.app.trigger_settings[node.key()] = data::to_json(node.value());
  return {};
}

}  // namespace

Result<std::vector<Target>> read_targets(const Node& node) {
  TRY(const auto items, node.items());
  std::vector<Target> out;
  for (const auto& item : items) {
    TRY(auto target, read_target(item));
    out.push_back(std::move(target));
  }
  return out;
}

Result<> check_tools(const Node& node) {
  TRY(const auto tools, node.entries());
  for (const auto& tool : tools) TRY_VOID(tool.entries());
  return {};
}

Result<> check_http_setting(const Node& setting, Reading& reading) {
  if (setting.key() != "base") {
    return setting.fail_at_key("unknown key `{}`; it may be `base`", setting.key());
  }
  TRY(const auto path, setting.string());
  if (path != "/") {
    return setting.fail("`{}` may only be \"/\"; write \"{}\" in front of every route instead",
                        setting.path(), path);
  }
  reading.warn(setting, base::format("`{}` is deprecated and does nothing", setting.path()));
  return {};
}

Result<> read_application(const Node& node, Reading& reading) {
  constexpr std::string_view keys[] = {"name",    "version", "description", "authors",
                                       "targets", "trigger", "tool"};
  TRY(const auto table, Table::open(node, keys));
  auto& app = reading.app;
  TRY(app.name, table.required_string("name"));
  TRY(app.version, table.string_or("version", ""));
  TRY(app.description, table.string_or("description", ""));
  TRY(app.authors, table.strings("authors"));
  if (const auto targets = table.find("targets")) {
    TRY(app.targets, read_targets(*targets));
  }
  if (const auto tools = table.find("tool")) TRY_VOID(check_tools(*tools));
  if (const auto triggers = table.find("trigger")) {
    TRY(const auto types, triggers->entries());
    for (const auto& type : types) TRY_VOID(read_trigger_settings(type, reading));
  }
  return {};
}

Result<> read_variables(const Node& node, Reading& reading) {
  TRY(const auto variables, node.entries());
  for (const auto& variable : variables) {
    TRY(reading.app.variables[variable.key()], read_variable(variable));
  }
  return {};
}

}  // namespace manifest
