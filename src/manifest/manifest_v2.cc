#include "manifest/manifest_v2.h"

#include "manifest/application_reader.h"
#include "manifest/component_reader.h"
#include "manifest/dependency_reader.h"
#include "manifest/names.h"
#include "manifest/trigger_reader.h"

namespace manifest {

using base::Result;

namespace {

Result<> read_components(const Node& node, Reading& reading) {
  if (node.is_array()) {
    return node.fail("`component` must be a table; write `[component.<id>]`, not `[[component]]`");
  }
  TRY(const auto entries, node.entries());
  for (const auto& entry : entries) {
    if (const auto wrong = find_wrong(entry.key(), NameStyle::kebab)) {
      return entry.fail_at_key("`{}` is no id of a component: {}", entry.key(), *wrong);
    }
    TRY(auto component, read_component(entry, entry.key(), reading));
    reading.app.components.push_back(std::move(component));
  }
  return {};
}

}  // namespace

Result<> read_manifest_v2(const Node& root, Reading& reading) {
  constexpr std::string_view keys[] = {"spin_manifest_version", "application", "variables",
                                       "trigger", "component"};
  TRY(const auto table, Table::open(root, keys));
  TRY(const auto application, table.require("application"));
  TRY_VOID(read_application(application, reading));
  if (const auto variables = table.find("variables")) TRY_VOID(read_variables(*variables, reading));
  if (const auto components = table.find("component")) {
    TRY_VOID(read_components(*components, reading));
  }
  const auto triggers = table.find("trigger");
  if (!triggers) return root.fail("the app has no trigger; write a `[[trigger.http]]`");
  TRY_VOID(read_triggers(*triggers, reading));
  return check_dependency_references(reading);
}

}  // namespace manifest
