#include "app/store_config.h"

#include <filesystem>

#include "base/format.h"

namespace app {
namespace {

constexpr const char* default_label = "default";

std::optional<std::string> below(const std::optional<std::string>& folder,
                                 const std::optional<std::string>& path) {
  if (!path || !folder) return path;
  return (std::filesystem::path(*folder) / *path).string();
}

// `kind` is the key of the manifest, `section` that of the runtime configuration.
struct Labels {
  std::string_view kind;
  std::string_view section;
};

template <class Map>
base::Result<> check(const manifest::Component& component, const std::vector<std::string>& labels,
                     const Map& known, Labels names) {
  for (const auto& label : labels) {
    if (known.contains(label)) continue;
    return base::fail(base::Kind::invalid,
                      "component.{}.{}: nothing says where `{}` is; write a [{}.{}] in the runtime "
                      "configuration (--runtime-config-file)",
                      component.id, names.kind, label, names.section, label);
  }
  return {};
}

}  // namespace

store::CatalogConfig plan_stores(const manifest::RuntimeConfig& config, const StorePlaces& places) {
  store::CatalogConfig out;
  for (const auto& [label, store] : config.key_value_stores) {
    out.key_value[label].path = below(places.config_dir, store.path);
  }
  for (const auto& [label, database] : config.sqlite_databases) {
    auto& planned = out.databases[label];
    planned.path = database.path;
    planned.options.allow_attach = database.allow_attach_file;
  }
  // What is there stays.
  const bool in_files = places.state_dir.has_value();
  const auto file = [&](const char* name) {
    return in_files ? below(places.state_dir, name) : std::nullopt;
  };
  out.key_value.try_emplace(default_label, store::KeyValueConfig{file("sqlite_key_value.db")});
  out.databases.try_emplace(default_label, store::DatabaseConfig{file("sqlite_db.db")});
  return out;
}

base::Result<> check_stores(const manifest::App& app, const store::CatalogConfig& stores) {
  for (const auto& component : app.components) {
    TRY_VOID(check(component, component.key_value_stores, stores.key_value,
                   {"key_value_stores", "key_value_store"}));
    TRY_VOID(check(component, component.sqlite_databases, stores.databases,
                   {"sqlite_databases", "sqlite_database"}));
  }
  return {};
}

}  // namespace app
