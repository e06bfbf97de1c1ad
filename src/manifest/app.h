// App: what a spin.toml (or a locked app) says, validated, with no file of it touched.
//
// Paths stand as written; they are relative to the folder of the manifest. Values that hold
// templates ("{{ name }}", manifest/template.h) stand as written too. What torpor does not honour
// is in here as well, and listed in `uses` (manifest/support.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "data/json.h"
#include "manifest/allowed_hosts.h"
#include "manifest/place.h"
#include "manifest/route.h"

namespace manifest {

struct Variable {
  std::string description;
  std::optional<std::string> default_value;  // there, or `required` is set: never both
  bool required = false;
  bool secret = false;
};

// Where a component's bytes are.
struct LocalSource {
  std::string path;

  // The path, which is relative to `root` unless it is absolute.
  std::string under(const std::string& root) const {
    return path.starts_with('/') ? path : root + "/" + path;
  }
};
struct UrlSource {
  std::string url;
  std::string digest;  // "sha256:<hex>"
};
struct RegistrySource {
  std::optional<std::string> registry;
  std::string package;  // "namespace:name"
  std::string version;  // of a component exact, of a dependency a requirement such as ">=1.2"
};
using Source = std::variant<LocalSource, UrlSource, RegistrySource>;

// One entry of `files`: a glob (no destination), or a file or folder put at an absolute path of
// the guest.
struct FileMount {
  std::string source;
  std::optional<std::string> destination;
};

struct Build {
  std::vector<std::string> commands;
  std::string workdir;  // empty: the folder of the manifest
  std::vector<std::string> watch;
};

// A deployment target that a build is checked against, by its name in a catalogue ("spin-up:3.3"),
// a URL, or a file.
struct Target {
  enum class Kind { catalogue, url, file };
  Kind kind = Kind::catalogue;
  std::string name;
};

// A component that is plugged into an import of another one: bytes from somewhere, or a component
// of the app.
struct ComponentId {
  std::string id;
};
struct Dependency {
  std::string name;  // "ns:package/interface@version" or a plain name, as written
  std::variant<Source, ComponentId> from;
  std::optional<std::string> export_name;
  bool inherit_all = false;          // may do all that its parent may do ...
  std::vector<std::string> inherit;  // ... or what these keys of the parent grant
};

struct Component {
  std::string id;
  std::string description;
  Source source;
  std::map<std::string, std::string> environment;
  std::vector<FileMount> files;
  std::vector<std::string> exclude_files;
  std::vector<std::string> allowed_outbound_hosts;  // as written, templates and all
  std::map<std::string, std::string> variables;     // name -> template
  std::vector<std::string> key_value_stores;
  std::vector<std::string> sqlite_databases;
  std::vector<std::string> ai_models;
  std::optional<std::vector<Target>> targets;  // instead of the app's
  std::optional<Build> build;
  std::vector<Dependency> dependencies;
};

struct StaticResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

enum class Executor { http, wagi };

// What any trigger may have beside its component; what it means is up to the type of trigger.
struct TriggerExtras {
  std::map<std::string, std::vector<std::string>> components;  // role -> component ids
  std::vector<Dependency> dependencies;                        // name: the role ("middleware")
};

struct HttpTrigger {
  std::string id;
  std::optional<std::string> route;  // nothing: private, reached by service chaining alone
  Executor executor = Executor::http;
  std::string wagi_argv = "${SCRIPT_NAME} ${ARGS}";
  std::string wagi_entrypoint = "_start";
  std::variant<std::string /* component id */, StaticResponse> target;
  TriggerExtras extras;
};

// A trigger of any other type, with its keys as they are.
struct OtherTrigger {
  std::string id;
  std::string type;
  std::optional<std::string> component;
  data::JsonObject config;
  TriggerExtras extras;
};

// Things a manifest can ask for that torpor may not be able to give.
enum class Feature {
  url_source,
  registry_source,
  ai_models,
  dependencies,
  trigger_components,
  trigger_dependencies,
  other_trigger,
  wagi_entrypoint,
};

struct Use {
  Feature feature;
  std::string what;  // "`component.hello.ai_models`"
  Place place;
};

struct App {
  std::string name;
  std::string version;
  std::string description;
  std::vector<std::string> authors;
  std::vector<Target> targets;
  std::map<std::string, data::Json> trigger_settings;  // [application.trigger.<type>]
  std::map<std::string, Variable> variables;
  std::vector<HttpTrigger> http_triggers;
  std::vector<OtherTrigger> other_triggers;
  std::vector<Component> components;  // in the manifest's order, inline ones last

  std::vector<Use> uses;
  std::vector<std::string> warnings;  // "spin.toml:3:1: ... is deprecated; ...", one line each

  const Component* find_component(std::string_view id) const;
};

// Kind::not_found, with the ids that there are, when the app lacks one of these components.
base::Result<> check_components(const App& app, const std::vector<std::string>& ids);

}  // namespace manifest
