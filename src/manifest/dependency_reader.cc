#include "manifest/dependency_reader.h"

#include <algorithm>

#include "base/text.h"
#include "manifest/dependency_name.h"
#include "manifest/names.h"
#include "manifest/source_reader.h"

namespace manifest {

using base::Result;

namespace {

constexpr std::string_view grants[] = {"ai_models", "allowed_outbound_hosts", "environment",
                                       "files",     "key_value_stores",       "sqlite_databases",
                                       "variables"};

constexpr std::string_view origins[] = {"version", "path", "url", "component"};

Result<> read_inherit(const Node& node, Dependency& out) {
  if (!node.is_array()) {
    TRY(out.inherit_all, node.boolean());
    return {};
  }
  TRY(const auto items, node.items());
  for (const auto& item : items) {
    TRY(auto key, item.string());
    if (std::ranges::find(grants, key) == std::end(grants)) {
      return item.fail("`{}` cannot be inherited; only {} can", key, listed(grants));
    }
    out.inherit.push_back(std::move(key));
  }
  return {};
}

Result<std::string> read_requirement(const Node& node) {
  TRY(auto text, node.string());
  if (!is_version_requirement(text)) {
    return node.fail("`{}` is no requirement of a version such as \">=1.2\"", text);
  }
  return text;
}

// The package is that of the name, unless `package` says otherwise.
Result<Source> read_package_source(const Table& table, std::string_view package_of_name) {
  RegistrySource out;
  TRY(out.registry, table.optional_string("registry"));
  TRY(const auto version, table.require("version"));
  TRY(out.version, read_requirement(version));
  out.package = package_of_name;
  if (const auto package = table.find("package")) {
    TRY(out.package, read_package(*package));
  }
  if (out.package.empty()) {
    return table.node().fail("`{}` needs a `package`: its name tells of none", table.node().path());
  }
  return out;
}

// Which of the origins the table has: exactly one.
Result<std::string_view> read_origin(const Node& node) {
  std::vector<std::string_view> found;
  for (const auto origin : origins) {
    if (node.value().table()->find(origin)) found.push_back(origin);
  }
  if (found.size() == 1) return found.front();
  return node.fail("`{}` must have one of {}, but has {}", node.path(), listed(origins),
                   found.empty() ? "none" : listed(found, " and "));
}

Result<Table> open_with_origin(const Node& node, std::string_view origin) {
  std::vector<std::string_view> keys = {origin, "inherit_configuration", "export"};
  if (origin == "version") keys.insert(keys.end(), {"registry", "package"});
  if (origin == "url") keys.emplace_back("digest");
  return Table::open(node, keys);
}

Result<std::variant<Source, ComponentId>> read_from(const Table& table, std::string_view origin,
                                                    std::string_view package_of_name) {
  if (origin == "version") return read_package_source(table, package_of_name);
  if (origin == "url") return read_url_source(table);
  TRY(const auto node, table.require(origin));
  TRY(auto text, read_path(node));
  if (origin == "path") return LocalSource{std::move(text)};
  if (const auto wrong = find_wrong(text, NameStyle::kebab)) {
    return node.fail("`{}` is no id of a component: {}", text, *wrong);
  }
  return ComponentId{std::move(text)};
}

Result<Dependency> read_table(const Node& node, std::string_view package_of_name,
                              Reading& reading) {
  TRY_VOID(node.entries());
  TRY(const auto origin, read_origin(node));
  TRY(const auto table, open_with_origin(node, origin));
  Dependency out;
  TRY(out.from, read_from(table, origin, package_of_name));
  TRY(out.export_name, table.optional_string("export"));
  if (const auto inherit = table.find("inherit_configuration")) {
    TRY_VOID(read_inherit(*inherit, out));
  }
  if (const auto* component = std::get_if<ComponentId>(&out.from)) {
    reading.references.push_back({node, component->id});
  }
  return out;
}

Result<Dependency> read_dependency(const Node& node, const DependencyName& name, Reading& reading) {
  if (!node.is_string()) return read_table(node, name.package, reading);
  TRY(auto version, read_requirement(node));
  if (name.is_plain()) {
    return node.fail("`{}` needs a `package`: its name tells of none", node.path());
  }
  Dependency out;
  out.from = RegistrySource{std::nullopt, name.package, std::move(version)};
  return out;
}

Result<> check_export(const Node& node, const DependencyName& name, const Dependency& dependency) {
  const bool whole_package = !name.is_plain() && !name.interface;
  if (!whole_package || !dependency.export_name) return {};
  return node.fail("`{}` stands for a whole package, so it cannot have an `export`", node.path());
}

// What a component is granted of its own, by the names of the keys.
std::vector<std::string_view> own_grants(const Component& component) {
  const std::pair<std::string_view, bool> empty[] = {
      {"ai_models", component.ai_models.empty()},
      {"allowed_outbound_hosts", component.allowed_outbound_hosts.empty()},
      {"dependencies", component.dependencies.empty()},
      {"files", component.files.empty()},
      {"key_value_stores", component.key_value_stores.empty()},
      {"sqlite_databases", component.sqlite_databases.empty()},
      {"variables", component.variables.empty()},
  };
  std::vector<std::string_view> out;
  for (const auto& [key, is_empty] : empty) {
    if (!is_empty) out.push_back(key);
  }
  return out;
}

}  // namespace

Result<std::vector<Dependency>> read_dependencies(const Node& node, std::optional<bool> inherit_all,
                                                  Reading& reading) {
  TRY(const auto entries, node.entries());
  std::vector<Dependency> out;
  std::vector<DependencyName> names;
  for (const auto& entry : entries) {
    auto name = DependencyName::parse(entry.key());
    if (!name) return entry.fail_at_key("{}", name.error().message());
    for (size_t i = 0; i < names.size(); ++i) {
      if (!name->overlaps(names[i])) continue;
      return entry.fail_at_key("`{}` overlaps with `{}`", entry.key(), out[i].name);
    }
    TRY(auto dependency, read_dependency(entry, *name, reading));
    TRY_VOID(check_export(entry, *name, dependency));
    const auto* table = entry.value().table();
    if (inherit_all && table && table->find("inherit_configuration")) {
      return entry.fail(
          "`{}.inherit_configuration` contradicts the component's "
          "`dependencies_inherit_configuration`; keep one of them",
          entry.path());
    }
    dependency.name = entry.key();
    if (inherit_all) dependency.inherit_all = *inherit_all;
    names.push_back(std::move(*name));
    out.push_back(std::move(dependency));
  }
  return out;
}

Result<std::vector<Dependency>> read_trigger_dependencies(const Node& node, Reading& reading) {
  TRY(const auto roles, node.entries());
  std::vector<Dependency> out;
  for (const auto& role : roles) {
    TRY(const auto items, role.items());
    for (const auto& item : items) {
      TRY(auto dependency, read_table(item, "", reading));
      if (dependency.export_name) return item.fail("`{}` cannot have an `export`", item.path());
      dependency.name = role.key();
      out.push_back(std::move(dependency));
    }
  }
  return out;
}

Result<> check_dependency_references(const Reading& reading) {
  for (const auto& [node, id] : reading.references) {
    const auto* component = reading.app.find_component(id);
    if (!component) return node.fail("no component `{}` is in the app", id);
    const auto granted = own_grants(*component);
    if (granted.empty()) continue;
    return node.fail("component `{}` has {}, which it would lose as a dependency", id,
                     listed(granted, " and "));
  }
  return {};
}

}  // namespace manifest
