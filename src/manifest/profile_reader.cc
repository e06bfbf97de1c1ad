#include "manifest/profile_reader.h"

#include <algorithm>

#include "manifest/build_reader.h"
#include "manifest/dependency_reader.h"
#include "manifest/source_reader.h"

namespace manifest {

using base::Result;

namespace {

struct Profile {
  std::optional<Node> source_node;
  std::optional<Source> source;
  std::map<std::string, std::string> environment;
  std::vector<Dependency> dependencies;
  std::optional<std::vector<std::string>> commands;
};

Result<Profile> read_profile(const Node& node, Reading& reading) {
  constexpr std::string_view keys[] = {"source", "environment", "dependencies", "build"};
  TRY(const auto table, Table::open(node, keys));
  Profile out;
  out.source_node = table.find("source");
  if (out.source_node) {
    TRY(out.source, read_source(*out.source_node));
  }
  TRY(out.environment, table.string_map("environment"));
  if (const auto dependencies = table.find("dependencies")) {
    TRY(out.dependencies, read_dependencies(*dependencies, std::nullopt, reading));
  }
  if (const auto build = table.find("build")) {
    constexpr std::string_view build_keys[] = {"command"};
    TRY(const auto build_table, Table::open(*build, build_keys));
    TRY(const auto command, build_table.require("command"));
    TRY(out.commands, read_commands(command));
  }
  return out;
}

void put_over(Component& component, Profile profile) {
  if (profile.source) component.source = std::move(*profile.source);
  for (auto& [name, value] : profile.environment) component.environment[name] = std::move(value);
  for (auto& dependency : profile.dependencies) {
    auto& all = component.dependencies;
    const auto at = std::ranges::find(all, dependency.name, &Dependency::name);
    if (at == all.end()) {
      all.push_back(std::move(dependency));
    } else {
      *at = std::move(dependency);
    }
  }
  if (!profile.commands) return;
  if (!component.build) component.build.emplace();
  component.build->commands = std::move(*profile.commands);
}

}  // namespace

Result<std::optional<Node>> apply_profiles(const Node& node, Component& component,
                                           Reading& reading) {
  TRY(const auto profiles, node.entries());
  std::optional<Node> source_node;
  for (const auto& entry : profiles) {
    reading.profiles.insert(entry.key());
    TRY(auto profile, read_profile(entry, reading));
    if (entry.key() != reading.options.profile) continue;
    source_node = profile.source_node;
    put_over(component, std::move(profile));
  }
  return source_node;
}

}  // namespace manifest
