#include "app/assembly.h"

#include <algorithm>
#include <set>

#include "app/component_variables.h"
#include "app/executor.h"

namespace app {
namespace {

using base::Kind;
using base::Result;

bool wants(const AssemblyOptions& options, const std::string& component) {
  const auto& only = options.only_components;
  return only.empty() || std::ranges::find(only, component) != only.end();
}

// The components that are served: those that a trigger leads to, a private one included.
Result<std::vector<const manifest::Component*>> pick_components(const manifest::App& app,
                                                                const AssemblyOptions& options) {
  TRY_VOID(manifest::check_components(app, options.only_components));
  std::set<std::string_view> triggered;
  for (const auto& trigger : app.http_triggers) {
    if (const auto* id = std::get_if<std::string>(&trigger.target)) triggered.insert(*id);
  }
  std::vector<const manifest::Component*> out;
  for (const auto& component : app.components) {
    if (triggered.contains(component.id) && wants(options, component.id)) out.push_back(&component);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> merge_environment(
    const manifest::Component& component, const AssemblyOptions& options) {
  auto merged = component.environment;
  for (const auto& [name, value] : options.environment) merged[name] = value;
  return {merged.begin(), merged.end()};
}

// With the values of variables put in. An error names the entry as it stands in the manifest: its
// value may be a secret.
Result<manifest::AllowedHosts> allowed_hosts_of(const manifest::Component& component,
                                                const manifest::VariableValues& values) {
  std::vector<std::string> resolved;
  for (const auto& entry : component.allowed_outbound_hosts) {
    TRY(const auto text, manifest::Template::parse(entry));
    TRY(const auto value, values.resolve(text));
    if (!text.is_literal() && !manifest::AllowedHost::parse(value.reveal())) {
      return base::fail(Kind::invalid,
                        "allowed_outbound_hosts: `{}` is no scheme://host:port with the values of "
                        "its variables",
                        entry);
    }
    resolved.push_back(value.reveal());
  }
  return manifest::AllowedHosts::parse(resolved);
}

class Assembly {
 public:
  Assembly(const manifest::App& app, const AssemblyOptions& options, base::Log& log, Keeper& keeper)
      : app_(app), options_(options), log_(log), keeper_(keeper) {}

  Result<Blueprint> run() {
    out_.name = app_.name;
    out_.version = app_.version;
    TRY(const auto components, pick_components(app_, options_));
    for (const auto* component : components) {
      auto added = add_component(*component);
      if (!added) {
        return base::pass(std::move(added).error(), base::format("component `{}`", component->id));
      }
    }
    for (const auto& trigger : app_.http_triggers) TRY_VOID(add_trigger(trigger));
    return std::move(out_);
  }

 private:
  Result<> add_component(const manifest::Component& component) {
    BlueprintComponent made;
    made.id = component.id;
    made.number = keeper_.add(base::format("{}/{}", app_.name, component.id));
    made.environment = merge_environment(component, options_);
    TRY(made.allowed_hosts, allowed_hosts_of(component, options_.variables));
    made.stores = {component.key_value_stores, component.sqlite_databases};
    TRY(auto variables, manifest::ComponentVariables::create(component, options_.variables));
    made.variables = make_variables(std::move(variables));
    TRY(made.wagi_argv, find_wagi_argv(app_, component.id));
    if (made.wagi_argv) {
      base::log(
          log_, base::Level::warn, "app",
          "component `{}` has the executor wagi, which is deprecated; let it handle wasi:http",
          component.id);
    }
    made.limits = options_.limits;
    made.reuse = options_.reuse;
    made.output = options_.output(component.id);
    out_.components.push_back(std::move(made));
    return {};
  }

  Result<> add_trigger(const manifest::HttpTrigger& trigger) {
    if (!trigger.route) return {};
    TRY(auto route, manifest::Route::parse(*trigger.route));
    RouteInfo info{trigger.id, route.text(), "", route.has_trailing_wildcard()};
    if (const auto* fixed = std::get_if<manifest::StaticResponse>(&trigger.target)) {
      out_.destinations.emplace_back(*fixed);
    } else {
      const auto& id = std::get<std::string>(trigger.target);
      const auto index = out_.find_component(id);
      if (!index) return {};  // not chosen by --component-id
      info.trigger_id = id;
      info.description = app_.find_component(id)->description;
      out_.destinations.emplace_back(ToComponent{*index});
    }
    if (route.text().starts_with(well_known_prefix)) {
      base::log(log_, base::Level::error, "app",
                "route {} is never reached: paths below {} are torpor's", route.text(),
                well_known_prefix);
    }
    if (const auto earlier = out_.routes.add(std::move(route), out_.destinations.size() - 1)) {
      base::log(log_, base::Level::error, "app",
                "route {} is given twice; the earlier one is never reached", info.route);
      std::erase_if(out_.listing, [&](const auto& listed) { return listed.route == info.route; });
    }
    out_.listing.push_back(std::move(info));
    return {};
  }

  const manifest::App& app_;
  const AssemblyOptions& options_;
  base::Log& log_;
  Keeper& keeper_;
  Blueprint out_;
};

}  // namespace

Result<Blueprint> assemble(const manifest::App& app, const AssemblyOptions& options, base::Log& log,
                           Keeper& keeper) {
  return Assembly(app, options, log, keeper).run();
}

}  // namespace app
