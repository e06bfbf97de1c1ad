#include "manifest/component_reader.h"

#include <algorithm>

#include "base/text.h"
#include "manifest/allowed_hosts.h"
#include "manifest/allowed_http_hosts.h"
#include "manifest/application_reader.h"
#include "manifest/build_reader.h"
#include "manifest/dependency_reader.h"
#include "manifest/names.h"
#include "manifest/profile_reader.h"
#include "manifest/source_reader.h"
#include "manifest/template.h"

namespace manifest {

using base::Result;

namespace {

Result<FileMount> read_file_mount(const Node& node) {
  FileMount out;
  if (!node.is_table()) {
    TRY(out.source, read_path(node));
    return out;
  }
  constexpr std::string_view keys[] = {"source", "destination"};
  TRY(const auto table, Table::open(node, keys));
  TRY(const auto source, table.require("source"));
  TRY(out.source, read_path(source));
  TRY(const auto destination, table.require("destination"));
  TRY(out.destination, destination.string());
  if (!out.destination->starts_with('/')) {
    return destination.fail("`{}` must be an absolute path, as in \"/{}\"", destination.path(),
                            *out.destination);
  }
  const auto segments = base::split(*out.destination, '/');
  if (std::ranges::find(segments, "..") != segments.end()) {
    return destination.fail("`{}` must not go up with `..`", destination.path());
  }
  return out;
}

Result<std::vector<FileMount>> read_files(const Node& node) {
  TRY(const auto items, node.items());
  std::vector<FileMount> out;
  for (const auto& item : items) {
    TRY(auto mount, read_file_mount(item));
    out.push_back(std::move(mount));
  }
  return out;
}

// Labels of stores: kebab-case or snake_case.
Result<std::vector<std::string>> read_labels(const Node& node) {
  TRY(const auto items, node.items());
  std::vector<std::string> out;
  for (const auto& item : items) {
    TRY(auto label, item.string());
    if (find_wrong(label, NameStyle::kebab) && find_wrong(label, NameStyle::snake)) {
      return item.fail("`{}` is no label: it must be kebab-case or snake_case", label);
    }
    out.push_back(std::move(label));
  }
  return out;
}

Result<std::map<std::string, std::string>> read_environment(const Node& node) {
  TRY(const auto entries, node.entries());
  for (const auto& entry : entries) {
    if (!entry.key().empty() &&
        entry.key().find_first_of(std::string_view("=\0", 2)) == std::string::npos) {
      continue;
    }
    return entry.fail_at_key("`{}` is no name of an environment variable", entry.key());
  }
  return node.string_map();
}

Result<> check_template(const Node& node, const Template& text, const App& app) {
  std::vector<std::string_view> known;
  for (const auto& [name, variable] : app.variables) known.push_back(name);
  for (const auto name : text.variables()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    if (const auto nearest = base::find_nearest(name, known)) {
      return node.fail("no variable `{}` is in `[variables]`; did you mean `{}`?", name, *nearest);
    }
    return node.fail("no variable `{}` is in `[variables]`", name);
  }
  return {};
}

Result<Template> read_template(const Node& node, const App& app) {
  TRY(const auto text, node.string());
  auto out = Template::parse(text);
  if (!out) return node.fail("{}", out.error().message());
  TRY_VOID(check_template(node, *out, app));
  return out;
}

Result<> read_stores(const Table& table, Component& out, Reading& reading) {
  if (const auto stores = table.find("key_value_stores")) {
    TRY(out.key_value_stores, read_labels(*stores));
  }
  if (const auto databases = table.find("sqlite_databases")) {
    TRY(out.sqlite_databases, read_labels(*databases));
  }
  if (const auto models = table.find("ai_models")) {
    TRY(out.ai_models, models->strings());
    if (!out.ai_models.empty()) reading.note(Feature::ai_models, *models);
  }
  return {};
}

Result<> read_hosts(const Table& table, Component& out, Reading& reading) {
  if (const auto hosts = table.find("allowed_outbound_hosts")) {
    TRY(out.allowed_outbound_hosts, read_allowed_outbound_hosts(*hosts, reading.app));
  }
  if (const auto hosts = table.find("allowed_http_hosts")) {
    TRY(const auto converted, read_allowed_http_hosts(*hosts, reading));
    auto& all = out.allowed_outbound_hosts;
    all.insert(all.end(), converted.begin(), converted.end());
  }
  return {};
}

Result<> read_dependency_keys(const Table& table, Component& out, Reading& reading) {
  TRY(const auto inherit, table.optional_boolean("dependencies_inherit_configuration"));
  const auto dependencies = table.find("dependencies");
  if (!dependencies) return {};
  TRY(out.dependencies, read_dependencies(*dependencies, inherit, reading));
  return {};
}

}  // namespace

Result<> read_common_keys(const Table& table, Component& out, Reading& reading) {
  TRY(const auto source, table.require("source"));
  TRY(out.source, read_source(source));
  TRY(out.description, table.string_or("description", ""));
  if (const auto environment = table.find("environment")) {
    TRY(out.environment, read_environment(*environment));
  }
  if (const auto files = table.find("files")) {
    TRY(out.files, read_files(*files));
  }
  TRY(out.exclude_files, table.strings("exclude_files"));
  if (const auto build = table.find("build")) {
    TRY(out.build, read_build(*build));
  }
  return read_stores(table, out, reading);
}

Result<std::map<std::string, std::string>> read_component_variables(const Node& node,
                                                                    const App& app) {
  TRY(const auto entries, node.entries());
  for (const auto& entry : entries) {
    if (const auto wrong = find_wrong(entry.key(), NameStyle::lower_snake)) {
      return entry.fail_at_key("`{}` is no name of a variable: {}", entry.key(), *wrong);
    }
    TRY_VOID(read_template(entry, app));
  }
  return node.string_map();
}

Result<std::vector<std::string>> read_allowed_outbound_hosts(const Node& node, const App& app) {
  TRY(const auto items, node.items());
  for (const auto& item : items) {
    TRY(const auto text, read_template(item, app));
    if (!text.is_literal()) continue;
    const auto host = AllowedHost::parse(*item.value().string());
    if (!host) return item.fail("{}", host.error().message());
  }
  return node.strings();
}

Result<std::vector<std::string>> read_allowed_http_hosts(const Node& node, Reading& reading) {
  TRY(const auto items, node.items());
  std::vector<std::string> out;
  for (const auto& item : items) {
    TRY(const auto entry, item.string());
    const auto hosts = convert_allowed_http_host(entry);
    if (!hosts) return item.fail("{}", hosts.error().message());
    // One that allows all makes the others pointless.
    if (entry == insecure_allow_all) {
      out = *hosts;
      break;
    }
    out.insert(out.end(), hosts->begin(), hosts->end());
  }
  if (!out.empty()) {
    reading.warn(node, base::format("`allowed_http_hosts` is deprecated; write "
                                    "`allowed_outbound_hosts = [\"{}\"]`",
                                    base::join(out, "\", \"")));
  }
  return out;
}

Result<Component> read_component(const Node& node, std::string id, Reading& reading) {
  constexpr std::string_view keys[] = {"source",
                                       "description",
                                       "variables",
                                       "environment",
                                       "files",
                                       "exclude_files",
                                       "allowed_http_hosts",
                                       "allowed_outbound_hosts",
                                       "key_value_stores",
                                       "sqlite_databases",
                                       "ai_models",
                                       "targets",
                                       "build",
                                       "tool",
                                       "dependencies_inherit_configuration",
                                       "dependencies",
                                       "profile"};
  TRY(const auto table, Table::open(node, keys));
  Component out;
  out.id = std::move(id);
  TRY_VOID(read_common_keys(table, out, reading));
  if (const auto variables = table.find("variables")) {
    TRY(out.variables, read_component_variables(*variables, reading.app));
  }
  TRY_VOID(read_hosts(table, out, reading));
  if (const auto targets = table.find("targets")) {
    TRY(out.targets, read_targets(*targets));
  }
  if (const auto tools = table.find("tool")) TRY_VOID(check_tools(*tools));
  TRY_VOID(read_dependency_keys(table, out, reading));
  auto source_node = table.find("source");
  if (const auto profiles = table.find("profile")) {
    TRY(const auto other_source, apply_profiles(*profiles, out, reading));
    if (other_source) source_node = other_source;
  }
  note_source(*source_node, out.source, reading);
  const auto dependencies = table.find("dependencies").value_or(node);
  if (!out.dependencies.empty()) reading.note(Feature::dependencies, dependencies);
  for (const auto& dependency : out.dependencies) {
    const auto* source = std::get_if<Source>(&dependency.from);
    if (source) note_source(dependencies, *source, reading);
  }
  return out;
}

}  // namespace manifest
