// App: what a spin.toml (or a locked app) says, validated, with no file of it touched.
//
// Paths stand as written; they are relative to the folder of the manifest. Values that hold
// templates ("{{ name }}") stand as written too.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "manifest/allowed_hosts.h"
#include "manifest/route.h"

namespace manifest {

struct Variable {
  std::string description;
  std::optional<std::string> default_value;
  bool required = false;
  bool secret = false;
};

// Where a component's bytes are.
struct LocalSource {
  std::string path;
};
struct UrlSource {
  std::string url;
  std::string digest;  // "sha256:<hex>"
};
struct RegistrySource {
  std::optional<std::string> registry;
  std::string package;
  std::string version;
};
using Source = std::variant<LocalSource, UrlSource, RegistrySource>;

// One entry of `files`: a glob (destination empty), or a file or folder put at an absolute path of
// the guest.
struct FileMount {
  std::string source;
  std::optional<std::string> destination;
};

struct Build {
  std::vector<std::string> commands;
  std::string workdir;
  std::vector<std::string> watch;
};

// A dependency that is plugged into a component's import (one of the sources, or another
// component).
struct Dependency {
  std::string name;  // "ns:package/interface@version" or a plain name, as written
  std::variant<Source, std::string /* component id */> from;
  std::optional<std::string> export_name;
  bool inherit_all = false;
  std::vector<std::string> inherit;
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
  std::optional<Build> build;
  std::vector<Dependency> dependencies;
  bool dependencies_inherit_configuration = false;
};

struct StaticResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

enum class Executor { http, wagi };

struct HttpTrigger {
  std::string id;
  std::optional<std::string> route;  // nothing: private, reached by service chaining alone
  Executor executor = Executor::http;
  std::vector<std::string> wagi_argv;
  std::variant<std::string /* component id */, StaticResponse> target;
};

struct App {
  std::string name;
  std::string version;
  std::string description;
  std::vector<std::string> authors;
  std::map<std::string, Variable> variables;
  std::vector<HttpTrigger> http_triggers;
  std::vector<Component> components;  // in the manifest's order

  const Component* find_component(std::string_view id) const;
};

}  // namespace manifest
