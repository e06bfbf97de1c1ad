#include "store/catalog.h"

#include "base/format.h"
#include "base/text.h"
#include "store/sqlite.h"

namespace store {

Catalog::Catalog() = default;
Catalog::~Catalog() = default;

base::Result<std::unique_ptr<Catalog>> Catalog::create(const CatalogConfig& config) {
  std::unique_ptr<Catalog> out(new Catalog());
  for (const auto& [label, store] : config.key_value) {
    TRY(auto location, out->locate(store.path, "key-value", label));
    out->key_value_.emplace(label, KeyValueSource{std::move(location), store.limits});
  }
  for (const auto& [label, database] : config.databases) {
    TRY(auto location, out->locate(database.path, "sqlite", label));
    out->databases_.emplace(label, DatabaseSource{std::move(location), database.options});
  }
  return out;
}

base::Result<Location> Catalog::locate(const std::optional<std::string>& path,
                                       std::string_view kind, std::string_view label) {
  if (path) return FileLocation{*path};
  // The name is this catalog's alone in the process.
  Location memory = MemoryLocation{
      base::format("{}-{}-{}", static_cast<const void*>(this), kind, base::hex(label))};
  auto connection = Connection::open(memory, {});
  if (!connection) return std::unexpected(to_error(connection.error()));
  memories_.push_back(std::move(*connection));
  return memory;
}

const KeyValueSource* Catalog::find_key_value(std::string_view label) const {
  const auto found = key_value_.find(label);
  return found == key_value_.end() ? nullptr : &found->second;
}

const DatabaseSource* Catalog::find_database(std::string_view label) const {
  const auto found = databases_.find(label);
  return found == databases_.end() ? nullptr : &found->second;
}

}  // namespace store
