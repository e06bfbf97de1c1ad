#include <algorithm>

#include "data/base64.h"
#include "data/json.h"
#include "manifest/allowed_http_hosts.h"
#include "manifest/locked_app.h"

namespace manifest {
namespace {

using base::Kind;
using base::Result;
using data::Json;
using data::JsonArray;
using data::JsonObject;

template <class... Args>
std::unexpected<base::Error> wrong(base::FormatString<Args...> format, Args&&... args) {
  return base::fail(Kind::invalid, "the locked app is wrong: {}",
                    base::format(format, std::forward<Args>(args)...));
}

std::string text_or_empty(const Json* json, std::string_view key) {
  const auto* text = json ? json->find_string(key) : nullptr;
  return text ? *text : std::string();
}

std::vector<std::string> texts(const Json* json, std::string_view key) {
  std::vector<std::string> out;
  const auto* array = json ? json->find_array(key) : nullptr;
  if (!array) return out;
  for (const auto& item : *array) {
    if (const auto* text = item.string()) out.push_back(*text);
  }
  return out;
}

std::map<std::string, std::string> text_map(const Json& json, std::string_view key) {
  std::map<std::string, std::string> out;
  const auto* object = json.find_object(key);
  if (!object) return out;
  for (const auto& [name, value] : *object) {
    if (const auto* text = value.string()) out.emplace(name, *text);
  }
  return out;
}

// What older hosts may leave away, and we must not.
Result<> check_requirements(const Json& json, std::string_view whose) {
  const auto* requirements = json.find_object("host_requirements");
  if (!requirements) return {};
  for (const auto& [name, value] : *requirements) {
    const bool optional = value.string() && *value.string() == "optional";
    if (optional || name == "local_service_chaining") continue;
    return base::fail(Kind::unsupported, "{} requires `{}` of its host, which torpor has not",
                      whose, name);
  }
  return {};
}

Result<> check_version(const Json& root) {
  const auto version = root.find_integer("spin_lock_version");
  if (!version) return wrong("it has no `spin_lock_version`");
  if (*version != 0 && *version != 1) {
    return base::fail(Kind::unsupported, "the locked app is of version {}; torpor reads 0 and 1",
                      *version);
  }
  for (const auto& part : texts(&root, "must_understand")) {
    if (part == "host_requirements" || part == "component_host_requirements") continue;
    return base::fail(Kind::unsupported,
                      "the locked app says that `{}` must be understood, and torpor does not",
                      part);
  }
  return check_requirements(root, "the app");
}

Result<LockedContent> read_content(const Json& json, const std::string& where) {
  LockedContent out;
  out.digest = text_or_empty(&json, "digest");
  if (const auto* text = json.find_string("inline")) {
    auto padded = *text;
    while (padded.size() % 4 != 0) padded += '=';
    out.inlined = data::decode_base64(padded);
    if (!out.inlined) return wrong("{}: `inline` is not Base64", where);
  }
  if (out.digest.empty() && !out.inlined) return wrong("{} has neither digest nor content", where);
  return out;
}

Result<LockedContent> read_source(const Json& json, const std::string& where) {
  const auto* source = json.find("source");
  if (!source || !source->object()) return wrong("{} has no `source`", where);
  return read_content(*source, where);
}

class Reader {
 public:
  explicit Reader(const Json& root) : root_(root) {}

  Result<LockedApp> read() {
    TRY_VOID(check_version(root_));
    TRY_VOID(read_metadata());
    TRY_VOID(read_variables());
    TRY_VOID(read_components());
    TRY_VOID(read_triggers());
    return std::move(out_);
  }

 private:
  App& app() { return out_.app; }

  void note(Feature feature, std::string what) {
    app().uses.push_back({feature, std::move(what), {"locked app", ""}});
  }

  Result<> read_metadata() {
    const auto* metadata = root_.find("metadata");
    app().name = text_or_empty(metadata, "name");
    app().version = text_or_empty(metadata, "version");
    app().description = text_or_empty(metadata, "description");
    app().authors = texts(metadata, "authors");
    if (!metadata) return {};
    if (const auto* settings = metadata->find_object("triggers")) {
      app().trigger_settings.insert(settings->begin(), settings->end());
    }
    return check_base(metadata->find("trigger"));
  }

  // Apps of version 1 manifests carry the path that all routes are under.
  Result<> check_base(const Json* trigger) {
    const auto base = text_or_empty(trigger, "base");
    if (base.empty() || base == "/") return {};
    return base::fail(Kind::unsupported,
                      "the app's routes have the base `{}`; only \"/\" is served", base);
  }

  Result<> read_variables() {
    const auto* variables = root_.find_object("variables");
    if (!variables) return {};
    for (const auto& [name, value] : *variables) {
      Variable variable;
      variable.description = text_or_empty(&value, "description");
      if (const auto* text = value.find_string("default")) variable.default_value = *text;
      variable.required = !variable.default_value;
      variable.secret = value.find_boolean("secret").value_or(false);
      app().variables.emplace(name, std::move(variable));
    }
    return {};
  }

  Result<> read_components() {
    const auto* components = root_.find_array("components");
    if (!components) return wrong("it has no `components`");
    for (const auto& component : *components) TRY_VOID(read_component(component));
    return {};
  }

  Result<> read_component(const Json& json) {
    Component out;
    out.id = text_or_empty(&json, "id");
    TRY_VOID(check_id(out.id));
    const auto name = base::format("component `{}`", out.id);
    TRY_VOID(check_requirements(json, name));
    LockedContents contents;
    TRY(contents.source, read_source(json, name));
    TRY_VOID(read_component_metadata(json.find("metadata"), out));
    out.environment = text_map(json, "env");
    out.variables = text_map(json, "config");
    TRY_VOID(read_files(json, name, contents));
    TRY_VOID(read_dependencies(json, name, out, contents));
    note_uses(out);
    out_.contents.emplace(out.id, std::move(contents));
    app().components.push_back(std::move(out));
    return {};
  }

  Result<> check_id(const std::string& id) {
    const auto is_fine = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '_';
    };
    if (id.empty() || !std::ranges::all_of(id, is_fine)) {
      return wrong("a component has the id `{}`; letters, digits, \"-\" and \"_\" may be in it",
                   id);
    }
    if (out_.contents.contains(id)) return wrong("two components have the id `{}`", id);
    return {};
  }

  static Result<> read_component_metadata(const Json* metadata, Component& out) {
    out.description = text_or_empty(metadata, "description");
    out.allowed_outbound_hosts = texts(metadata, "allowed_outbound_hosts");
    out.key_value_stores = texts(metadata, "key_value_stores");
    out.sqlite_databases = texts(metadata, "databases");
    out.ai_models = texts(metadata, "ai_models");
    for (const auto& entry : texts(metadata, "allowed_http_hosts")) {
      TRY(const auto converted, convert_allowed_http_host(entry));
      out.allowed_outbound_hosts.insert(out.allowed_outbound_hosts.end(), converted.begin(),
                                        converted.end());
    }
    return {};
  }

  static Result<> read_files(const Json& json, const std::string& name, LockedContents& out) {
    const auto* files = json.find_array("files");
    if (!files) return {};
    for (const auto& file : *files) {
      const auto path = text_or_empty(&file, "path");
      TRY(auto content, read_content(file, base::format("{}: file `{}`", name, path)));
      out.files.push_back({path, std::move(content)});
    }
    return {};
  }

  static Result<> read_dependencies(const Json& json, const std::string& name, Component& out,
                                    LockedContents& contents) {
    const auto* dependencies = json.find_object("dependencies");
    if (!dependencies) return {};
    for (const auto& [import, value] : *dependencies) {
      Dependency dependency{import, LocalSource{}, std::nullopt, false, {}};
      if (const auto* text = value.find_string("export")) dependency.export_name = *text;
      const auto* inherit = value.find("inherit");
      dependency.inherit_all = inherit && inherit->string() && *inherit->string() == "All";
      dependency.inherit = texts(inherit, "Some");
      TRY(auto content, read_source(value, base::format("{}: dependency `{}`", name, import)));
      contents.dependencies.emplace(import, std::move(content));
      out.dependencies.push_back(std::move(dependency));
    }
    return {};
  }

  void note_uses(const Component& component) {
    const auto note_if = [&](bool used, Feature feature, std::string_view key) {
      if (used) note(feature, base::format("`{}` of component `{}`", key, component.id));
    };
    note_if(!component.ai_models.empty(), Feature::ai_models, "ai_models");
    note_if(!component.dependencies.empty(), Feature::dependencies, "dependencies");
  }

  Result<> read_triggers() {
    const auto* triggers = root_.find_array("triggers");
    if (!triggers) return wrong("it has no `triggers`");
    for (const auto& trigger : *triggers) {
      const auto id = text_or_empty(&trigger, "id");
      const auto type = text_or_empty(&trigger, "trigger_type");
      const auto* config = trigger.find("trigger_config");
      if (!config || !config->object()) return wrong("trigger `{}` has no `trigger_config`", id);
      auto extras = read_extras(*config, id);
      if (const auto* wanted = trigger.find_object("trigger_dependencies");
          wanted && !wanted->empty()) {
        note(Feature::trigger_dependencies, base::format("middleware of trigger `{}`", id));
      }
      if (type == "http") {
        TRY_VOID(read_http_trigger(id, *config, std::move(extras)));
      } else {
        note(Feature::other_trigger, base::format("trigger `{}` of type `{}`", id, type));
        add_other_trigger(id, type, *config, std::move(extras));
      }
    }
    return {};
  }

  TriggerExtras read_extras(const Json& config, const std::string& id) {
    TriggerExtras out;
    const auto* roles = config.find_object("components");
    if (!roles || roles->empty()) return out;
    for (const auto& [role, _] : *roles) {
      out.components.emplace(role, texts(config.find("components"), role));
    }
    note(Feature::trigger_components, base::format("`components` of trigger `{}`", id));
    return out;
  }

  void add_other_trigger(const std::string& id, const std::string& type, const Json& config,
                         TriggerExtras extras) {
    OtherTrigger out{id, type, std::nullopt, *config.object(), std::move(extras)};
    if (const auto* component = config.find_string("component")) out.component = *component;
    app().other_triggers.push_back(std::move(out));
  }

  Result<> read_http_trigger(const std::string& id, const Json& config, TriggerExtras extras) {
    HttpTrigger out;
    out.id = id;
    out.extras = std::move(extras);
    TRY(out.route, read_route(id, config));
    read_executor(config, out);
    if (const auto* response = config.find("static_response")) {
      out.target = read_static_response(*response);
    } else {
      const auto component = text_or_empty(&config, "component");
      if (!app().find_component(component)) {
        return wrong("trigger `{}` leads to component `{}`, which is not there", id, component);
      }
      out.target = component;
    }
    app().http_triggers.push_back(std::move(out));
    return {};
  }

  static Result<std::optional<std::string>> read_route(const std::string& id, const Json& config) {
    const auto* route = config.find("route");
    if (route && route->find_boolean("private") == true) return std::nullopt;
    if (!route || !route->string()) return wrong("trigger `{}` has no `route`", id);
    const auto parsed = Route::parse(*route->string());
    if (!parsed) return wrong("trigger `{}`: {}", id, parsed.error().message());
    return *route->string();
  }

  void read_executor(const Json& config, HttpTrigger& out) {
    const auto* executor = config.find("executor");
    if (!executor || text_or_empty(executor, "type") != "wagi") return;
    out.executor = Executor::wagi;
    if (const auto* argv = executor->find_string("argv")) out.wagi_argv = *argv;
    if (const auto* entry = executor->find_string("entrypoint")) out.wagi_entrypoint = *entry;
    if (out.wagi_entrypoint != "_start") {
      note(Feature::wagi_entrypoint, base::format("`entrypoint` of trigger `{}`", out.id));
    }
  }

  static StaticResponse read_static_response(const Json& json) {
    StaticResponse out;
    out.status = static_cast<int>(json.find_integer("status_code").value_or(200));
    for (auto& [name, value] : text_map(json, "headers")) out.headers.emplace_back(name, value);
    out.body = text_or_empty(&json, "body");
    return out;
  }

  const Json& root_;
  LockedApp out_;
};

}  // namespace

Result<LockedApp> parse_locked_app(std::string_view json) {
  auto root = data::parse_json(json);
  if (!root) return base::pass(std::move(root).error(), "the locked app is not JSON");
  return Reader(*root).read();
}

bool is_locked_app(std::string_view json) {
  const auto root = data::parse_json(json);
  return root && root->find("spin_lock_version") != nullptr;
}

}  // namespace manifest
