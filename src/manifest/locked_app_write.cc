#include <algorithm>
#include <set>

#include "data/base64.h"
#include "data/json.h"
#include "manifest/locked_app.h"

namespace manifest {
namespace {

using data::Json;
using data::JsonArray;
using data::JsonObject;

// Adds a member unless there is nothing to say. Callers add members in alphabetical order where
// Spin's maps are sorted.
void add_text(JsonObject& to, std::string_view key, const std::string& text) {
  if (!text.empty()) to.emplace_back(key, text);
}

void add_list(JsonObject& to, std::string_view key, const std::vector<std::string>& items) {
  if (!items.empty()) to.emplace_back(key, JsonArray(items.begin(), items.end()));
}

void add_map(JsonObject& to, std::string_view key, const std::map<std::string, std::string>& map) {
  if (!map.empty()) to.emplace_back(key, JsonObject(map.begin(), map.end()));
}

// Without padding, which Spin does not read.
std::string unpadded_base64(base::View bytes) {
  auto out = data::encode_base64(bytes);
  out.erase(std::min(out.find('='), out.size()));
  return out;
}

void add_content(JsonObject& to, const LockedContent& content) {
  if (content.inlined) to.emplace_back("inline", unpadded_base64(*content.inlined));
  add_text(to, "digest", content.digest);
}

JsonObject source_json(const LockedContent& content) {
  JsonObject out{{"content_type", "application/wasm"}};
  add_content(out, content);
  return out;
}

std::set<std::string> trigger_types(const App& app) {
  std::set<std::string> out;
  if (!app.http_triggers.empty()) out.insert("http");
  for (const auto& trigger : app.other_triggers) out.insert(trigger.type);
  return out;
}

// The settings of the only type of trigger once more, under the name that older hosts look for.
JsonObject single_trigger(const App& app, const std::string& type) {
  JsonObject out;
  const auto settings = app.trigger_settings.find(type);
  if (settings != app.trigger_settings.end() && settings->second.object()) {
    out = *settings->second.object();
  }
  out.emplace_back("type", type);
  std::ranges::sort(out, {}, &JsonObject::value_type::first);
  return out;
}

JsonObject app_metadata(const App& app) {
  JsonObject out;
  add_list(out, "authors", app.authors);
  add_text(out, "description", app.description);
  add_text(out, "name", app.name);
  const auto types = trigger_types(app);
  if (types.size() == 1) out.emplace_back("trigger", single_trigger(app, *types.begin()));
  out.emplace_back("triggers",
                   JsonObject(app.trigger_settings.begin(), app.trigger_settings.end()));
  add_text(out, "version", app.version);
  return out;
}

JsonObject variables_json(const App& app) {
  JsonObject out;
  for (const auto& [name, variable] : app.variables) {
    JsonObject entry;
    add_text(entry, "description", variable.description);
    if (variable.default_value) entry.emplace_back("default", *variable.default_value);
    if (variable.secret) entry.emplace_back("secret", true);
    out.emplace_back(name, std::move(entry));
  }
  return out;
}

JsonObject static_response_json(const StaticResponse& response) {
  JsonObject out;
  add_text(out, "body", response.body);
  JsonObject headers(response.headers.begin(), response.headers.end());
  if (!headers.empty()) out.emplace_back("headers", std::move(headers));
  out.emplace_back("status_code", response.status);
  return out;
}

void add_roles(JsonObject& to, const TriggerExtras& extras) {
  if (extras.components.empty()) return;
  JsonObject roles;
  for (const auto& [role, ids] : extras.components) {
    roles.emplace_back(role, JsonArray(ids.begin(), ids.end()));
  }
  to.emplace_back("components", std::move(roles));
}

JsonObject http_config(const HttpTrigger& trigger) {
  JsonObject out;
  if (const auto* id = std::get_if<std::string>(&trigger.target))
    out.emplace_back("component", *id);
  add_roles(out, trigger.extras);
  if (trigger.executor == Executor::wagi) {
    out.emplace_back("executor", JsonObject{{"argv", trigger.wagi_argv},
                                            {"entrypoint", trigger.wagi_entrypoint},
                                            {"type", "wagi"}});
  }
  out.emplace_back("route",
                   trigger.route ? Json(*trigger.route) : Json(JsonObject{{"private", true}}));
  if (const auto* response = std::get_if<StaticResponse>(&trigger.target)) {
    out.emplace_back("static_response", static_response_json(*response));
  }
  return out;
}

JsonObject other_config(const OtherTrigger& trigger) {
  JsonObject out = trigger.config;
  std::erase_if(out, [](const auto& member) {
    return member.first == "component" || member.first == "components";
  });
  if (trigger.component) out.emplace_back("component", *trigger.component);
  add_roles(out, trigger.extras);
  std::ranges::sort(out, {}, &JsonObject::value_type::first);
  return out;
}

JsonArray triggers_json(const App& app) {
  JsonArray out;
  const auto add = [&out](const std::string& id, std::string_view type, JsonObject config) {
    out.emplace_back(
        JsonObject{{"id", id}, {"trigger_type", type}, {"trigger_config", std::move(config)}});
  };
  for (const auto& trigger : app.http_triggers) add(trigger.id, "http", http_config(trigger));
  for (const auto& trigger : app.other_triggers) {
    add(trigger.id, trigger.type, other_config(trigger));
  }
  return out;
}

JsonObject build_json(const Build& build) {
  JsonObject out;
  if (build.commands.size() == 1) {
    out.emplace_back("command", build.commands[0]);
  } else {
    out.emplace_back("command", JsonArray(build.commands.begin(), build.commands.end()));
  }
  add_list(out, "watch", build.watch);
  add_text(out, "workdir", build.workdir);
  return out;
}

JsonObject component_metadata(const Component& component) {
  JsonObject out;
  add_list(out, "ai_models", component.ai_models);
  add_list(out, "allowed_outbound_hosts", component.allowed_outbound_hosts);
  if (component.build) out.emplace_back("build", build_json(*component.build));
  add_list(out, "databases", component.sqlite_databases);
  add_text(out, "description", component.description);
  add_list(out, "key_value_stores", component.key_value_stores);
  return out;
}

Json inherit_json(const Dependency& dependency) {
  if (dependency.inherit_all) return "All";
  return JsonObject{{"Some", JsonArray(dependency.inherit.begin(), dependency.inherit.end())}};
}

JsonObject dependencies_json(const Component& component, const LockedContents& contents) {
  JsonObject out;
  for (const auto& dependency : component.dependencies) {
    const auto content = contents.dependencies.find(dependency.name);
    if (content == contents.dependencies.end()) continue;  // composed into the component already
    JsonObject entry{{"source", source_json(content->second)}};
    entry.emplace_back("export", dependency.export_name ? Json(*dependency.export_name) : Json());
    if (dependency.inherit_all || !dependency.inherit.empty()) {
      entry.emplace_back("inherit", inherit_json(dependency));
    }
    out.emplace_back(dependency.name, std::move(entry));
  }
  std::ranges::sort(out, {}, &JsonObject::value_type::first);
  return out;
}

bool calls_other_components(const Component& component) {
  return std::ranges::any_of(component.allowed_outbound_hosts, [](std::string_view entry) {
    const auto start = entry.find("://");
    if (start == std::string_view::npos) return false;
    const auto host = entry.substr(start + 3, entry.find(':', start + 3) - start - 3);
    return host == "*.spin.internal" || find_chained_component(host).has_value();
  });
}

JsonObject component_json(const Component& component, const LockedContents& contents) {
  JsonObject out{{"id", component.id}};
  auto metadata = component_metadata(component);
  if (!metadata.empty()) out.emplace_back("metadata", std::move(metadata));
  out.emplace_back("source", source_json(contents.source));
  add_map(out, "env", component.environment);
  JsonArray files;
  for (const auto& file : contents.files) {
    JsonObject entry;
    add_content(entry, file.content);
    entry.emplace_back("path", file.path);
    files.emplace_back(std::move(entry));
  }
  if (!files.empty()) out.emplace_back("files", std::move(files));
  add_map(out, "config", component.variables);
  auto dependencies = dependencies_json(component, contents);
  if (!dependencies.empty()) out.emplace_back("dependencies", std::move(dependencies));
  if (calls_other_components(component)) {
    out.emplace_back("host_requirements", JsonObject{{"local_service_chaining", "required"}});
  }
  return out;
}

}  // namespace

std::string write_locked_app(const LockedApp& locked) {
  const auto& app = locked.app;
  const bool demanding = std::ranges::any_of(app.components, calls_other_components);
  JsonObject out{{"spin_lock_version", demanding ? 1 : 0}};
  if (demanding) out.emplace_back("must_understand", JsonArray{"component_host_requirements"});
  out.emplace_back("metadata", app_metadata(app));
  auto variables = variables_json(app);
  if (!variables.empty()) out.emplace_back("variables", std::move(variables));
  out.emplace_back("triggers", triggers_json(app));
  JsonArray components;
  for (const auto& component : app.components) {
    components.emplace_back(component_json(component, locked.contents.at(component.id)));
  }
  out.emplace_back("components", std::move(components));
  return data::write_json(std::move(out));
}

}  // namespace manifest
