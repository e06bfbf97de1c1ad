#include "app/composition.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/text.h"
#include "world/digest.h"

namespace app {
namespace {

using base::Kind;
using base::Result;
using manifest::Component;
using manifest::Dependency;

constexpr uint64_t most_wasm_bytes = uint64_t{1} << 30;

// Which key of a component grants what a dependency imports; by how the interface's name begins.
struct Grant {
  std::string_view key, interfaces;
};
constexpr Grant grants[] = {
    {"environment", "wasi:cli/environment"},
    {"files", "wasi:filesystem/"},
    {"allowed_outbound_hosts", "wasi:http/"},
    {"allowed_outbound_hosts", "wasi:sockets/"},
    {"allowed_outbound_hosts", "fermyon:spin/http"},
    {"key_value_stores", "fermyon:spin/key-value"},
    {"key_value_stores", "spin:key-value/"},
    {"key_value_stores", "wasi:keyvalue/"},
    {"sqlite_databases", "fermyon:spin/sqlite"},
    {"sqlite_databases", "spin:sqlite/"},
    {"variables", "fermyon:spin/config"},
    {"variables", "fermyon:spin/variables"},
    {"variables", "spin:variables/"},
    {"variables", "wasi:config/"},
    // What torpor does not provide can be denied all the same.
    {"ai_models", "fermyon:spin/llm"},
    {"allowed_outbound_hosts", "fermyon:spin/redis"},
    {"allowed_outbound_hosts", "fermyon:spin/mysql"},
    {"allowed_outbound_hosts", "fermyon:spin/postgres"},
    {"allowed_outbound_hosts", "fermyon:spin/mqtt"},
    {"allowed_outbound_hosts", "spin:postgres/"},
};

// What reaches nothing outside, or the log alone.
constexpr std::string_view harmless[] = {
    "wasi:io/",       "wasi:clocks/",    "wasi:random/",    "wasi:http/types",    "wasi:cli/exit",
    "wasi:cli/stdin", "wasi:cli/stdout", "wasi:cli/stderr", "wasi:cli/terminal-",
};

bool is_harmless(std::string_view import) {
  return std::ranges::any_of(harmless,
                             [&](std::string_view name) { return import.starts_with(name); });
}

std::string_view key_for(std::string_view import) {
  const auto* grant = std::ranges::find_if(
      grants, [&](const Grant& one) { return import.starts_with(one.interfaces); });
  return grant == std::end(grants) ? std::string_view() : grant->key;
}

// What it imports and may not use.
std::vector<std::string> find_denied(const Dependency& dependency,
                                     const std::vector<std::string>& imports) {
  std::vector<std::string> out;
  if (dependency.inherit_all) return out;
  for (const auto& import : imports) {
    const auto key = is_harmless(import) ? std::string_view() : key_for(import);
    const auto& inherited = dependency.inherit;
    if (key.empty() || std::ranges::find(inherited, key) != inherited.end()) continue;
    out.push_back(import);
  }
  return out;
}

class Composer {
 public:
  Composer(const manifest::App& app, const std::string& root, const CompositionTools& tools)
      : app_(app), root_(root), tools_(tools) {}

  // The path of the composition. One that is there was checked when it was made: what its parts
  // inherit is part of its name.
  Result<std::string> compose(const Component& component) const {
    TRY(const auto source, read(component.source));
    std::vector<base::Bytes> parts;
    auto key = world::sha256_hex(source);
    for (const auto& dependency : component.dependencies) {
      TRY(auto part, in_context(dependency, read(source_of(dependency))));
      key += base::format("\n{}\n{}\n{} {}\n{}", dependency.name,
                          dependency.export_name.value_or(""), dependency.inherit_all,
                          base::join(dependency.inherit, " "), world::sha256_hex(part));
      parts.push_back(std::move(part));
    }
    auto path = base::format("{}/{}.wasm", tools_.folder, world::sha256_hex(key));
    if (tools_.files.exists(path)) {
      world::note_use(tools_.files, path);
      return path;
    }
    TRY(const auto composed, plug(source, component.dependencies, parts));
    TRY_VOID(tools_.files.make_directories(tools_.folder));
    TRY_VOID(tools_.files.write_atomic(path, composed));
    return path;
  }

 private:
  template <class T>
  static Result<T> in_context(const Dependency& dependency, Result<T> result) {
    if (result) return result;
    return base::pass(std::move(result).error(), base::format("dependency `{}`", dependency.name));
  }

  Result<base::Bytes> read(const manifest::Source& source) const {
    const auto* local = std::get_if<manifest::LocalSource>(&source);
    if (!local) return base::fail(Kind::unsupported, "a source from a registry is not supported");
    const auto path = local->under(root_);
    auto bytes = tools_.files.read(path, most_wasm_bytes);
    if (!bytes && bytes.error().kind() == Kind::not_found) {
      return base::fail(Kind::not_found, "there is no `{}`; build it first: torpor build", path);
    }
    return bytes;
  }

  // The dependency, unable to do what it may not.
  Result<base::Bytes> confine(const Dependency& dependency, base::View wasm) const {
    TRY(const auto imports, tools_.engine.list_imports(wasm));
    const auto denied = find_denied(dependency, imports);
    if (denied.empty()) return base::Bytes(wasm);
    return tools_.engine.deny(wasm, denied);
  }

  // Of a component of the app, which the manifest's reader has found, the component's own.
  const manifest::Source& source_of(const Dependency& dependency) const {
    if (const auto* source = std::get_if<manifest::Source>(&dependency.from)) return *source;
    return app_.find_component(std::get<manifest::ComponentId>(dependency.from).id)->source;
  }

  Result<base::Bytes> plug(base::View source, std::span<const Dependency> dependencies,
                           std::span<const base::Bytes> parts) const {
    std::vector<base::Bytes> confined;
    std::vector<engine::Plug> plugs;
    for (size_t i = 0; i < parts.size(); ++i) {
      TRY(auto part, in_context(dependencies[i], confine(dependencies[i], parts[i])));
      confined.push_back(std::move(part));
    }
    for (size_t i = 0; i < parts.size(); ++i) {
      const auto& dependency = dependencies[i];
      plugs.push_back({dependency.name, confined[i], dependency.export_name.value_or("")});
    }
    return tools_.engine.compose(source, plugs);
  }

  const manifest::App& app_;
  const std::string& root_;
  const CompositionTools& tools_;
};

}  // namespace

bool needs_composition(const manifest::App& app) {
  return std::ranges::any_of(
      app.components, [](const Component& component) { return !component.dependencies.empty(); });
}

Result<> compose_dependencies(const manifest::App& app, Component& component,
                              const std::string& root, CompositionTools tools) {
  if (component.dependencies.empty()) return {};
  auto path = Composer(app, root, tools).compose(component);
  if (!path) {
    return base::pass(std::move(path).error(), base::format("component `{}`", component.id));
  }
  component.source = manifest::LocalSource{std::move(*path)};
  component.dependencies.clear();
  return {};
}

Result<> compose_dependencies(manifest::App& app, const std::string& root, CompositionTools tools) {
  for (auto& component : app.components) {
    TRY_VOID(compose_dependencies(app, component, root, tools));
  }
  return {};
}

}  // namespace app
