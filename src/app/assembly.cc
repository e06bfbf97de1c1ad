#include "app/assembly.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "app/component_variables.h"
#include "app/executor.h"
#include "base/text.h"
#include "world/cores.h"

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
  for (const auto& id : options.only_components) {
    if (!app.find_component(id)) {
      return base::fail(Kind::not_found, "the app has no component `{}`", id);
    }
  }
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

Result<std::string> wasm_path_of(const manifest::Component& component, const std::string& root) {
  const auto* local = std::get_if<manifest::LocalSource>(&component.source);
  if (!local) {
    return base::fail(Kind::unsupported,
                      "component `{}`: a source from a registry is not supported; download it and "
                      "give its path",
                      component.id);
  }
  return local->under(root);
}

Result<> check_runnable(const manifest::Component& component, const engine::ComponentInfo& info) {
  if (!info.unknown_imports.empty()) {
    return base::fail(Kind::unsupported, "component `{}` imports {}, which torpor does not provide",
                      component.id, base::join(info.unknown_imports, ", "));
  }
  return {};
}

// The precompiled code of one component.
Result<engine::CodeCache::Entry> prepare(const manifest::Component& component,
                                         const AssemblyOptions& options, AssemblyTools tools) {
  const auto context = base::format("component `{}`", component.id);
  TRY(const auto path, wasm_path_of(component, options.place.root));
  const auto there = tools.cache.find(path);
  if (there) return there;
  if (there.error().kind() != Kind::not_found) return base::pass(there.error(), context);
  const auto info = tools.files.info(path);
  if (!info) {
    return base::fail(info.error().kind(), "{}: its source {}; build it first: torpor build",
                      context, info.error().message());
  }
  tools.progress.started(component.id, info->size);
  auto made = tools.cache.ensure(path);
  tools.progress.finished(component.id);
  if (!made) return base::pass(std::move(made).error(), context);
  return made;
}

// All of them, on as many threads as the machine has cores.
Result<std::vector<engine::CodeCache::Entry>> prepare_all(
    const std::vector<const manifest::Component*>& components, const AssemblyOptions& options,
    AssemblyTools tools) {
  std::vector<std::optional<Result<engine::CodeCache::Entry>>> results(components.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < components.size(); i = next++) {
      results[i] = prepare(*components[i], options, tools);
    }
  };
  {
    std::vector<std::jthread> threads;
    const size_t count = std::min<size_t>(world::usable_cores(), components.size());
    for (size_t i = 1; i < count; ++i) threads.emplace_back(work);
    work();
  }
  std::vector<engine::CodeCache::Entry> out;
  for (size_t i = 0; i < results.size(); ++i) {
    TRY(auto entry, std::move(*results[i]));
    TRY_VOID(check_runnable(*components[i], entry.info));
    out.push_back(std::move(entry));
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
  Assembly(const manifest::App& app, const AssemblyOptions& options, AssemblyTools tools,
           Keeper& keeper)
      : app_(app), options_(options), tools_(tools), keeper_(keeper) {}

  Result<Blueprint> run() {
    out_.name = app_.name;
    out_.version = app_.version;
    TRY(const auto components, pick_components(app_, options_));
    TRY(const auto entries, prepare_all(components, options_, tools_));
    for (size_t i = 0; i < components.size(); ++i) {
      TRY_VOID(add_component(*components[i], entries[i]));
    }
    for (const auto& trigger : app_.http_triggers) TRY_VOID(add_trigger(trigger));
    return std::move(out_);
  }

 private:
  Result<> add_component(const manifest::Component& component,
                         const engine::CodeCache::Entry& entry) {
    BlueprintComponent made;
    made.id = component.id;
    made.number = keeper_.add({base::format("{}/{}", app_.name, component.id), entry.size,
                               [&cache = tools_.cache, entry] { return cache.map(entry); }});
    made.environment = merge_environment(component, options_);
    TRY(auto directories, stage_files(tools_.files, component, options_.place));
    made.directories = std::move(directories);
    auto hosts = allowed_hosts_of(component, options_.variables);
    if (!hosts) {
      return base::pass(std::move(hosts).error(), base::format("component `{}`", component.id));
    }
    made.allowed_hosts = std::move(*hosts);
    made.stores = {component.key_value_stores, component.sqlite_databases};
    TRY(auto variables, manifest::ComponentVariables::create(component, options_.variables));
    made.variables = make_variables(std::move(variables));
    made.handler = entry.info.handler;
    TRY_VOID(choose_executor(component, entry.info, made));
    made.limits = options_.limits;
    made.reuse = options_.reuse;
    made.output = options_.output(component.id);
    out_.components.push_back(std::move(made));
    return {};
  }

  Result<> choose_executor(const manifest::Component& component, const engine::ComponentInfo& info,
                           BlueprintComponent& made) {
    const auto context = base::format("component `{}`", component.id);
    auto argv = find_wagi_argv(app_, component.id);
    if (!argv) return base::pass(std::move(argv).error(), context);
    auto checked = check_handler(info, *argv);
    if (!checked) return base::pass(std::move(checked).error(), context);
    made.wagi_argv = std::move(*argv);
    if (made.wagi_argv) {
      base::log(tools_.log, base::Level::warn, "app",
                "{} has the executor wagi, which is deprecated; let it handle wasi:http", context);
    }
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
      base::log(tools_.log, base::Level::error, "app",
                "route {} is never reached: paths below {} are torpor's", route.text(),
                well_known_prefix);
    }
    if (const auto earlier = out_.routes.add(std::move(route), out_.destinations.size() - 1)) {
      base::log(tools_.log, base::Level::error, "app",
                "route {} is given twice; the earlier one is never reached", info.route);
      std::erase_if(out_.listing, [&](const auto& listed) { return listed.route == info.route; });
    }
    out_.listing.push_back(std::move(info));
    return {};
  }

  const manifest::App& app_;
  const AssemblyOptions& options_;
  AssemblyTools tools_;
  Keeper& keeper_;
  Blueprint out_;
};

}  // namespace

Result<Blueprint> assemble(const manifest::App& app, const AssemblyOptions& options,
                           AssemblyTools tools, Keeper& keeper) {
  return Assembly(app, options, tools, keeper).run();
}

}  // namespace app
