#include "store/catalog.h"

#include "base/format.h"
#include "base/text.h"
#include "store/checkpointer.h"
#include "store/sqlite.h"

namespace store {

Catalog::Catalog(async::Threads& background) : background_(background) {}
Catalog::~Catalog() = default;

base::Result<std::unique_ptr<Catalog>> Catalog::create(const CatalogConfig& config,
                                                       async::Threads& background) {
  std::unique_ptr<Catalog> out(new Catalog(background));
  for (const auto& [label, store] : config.key_value) {
    TRY(auto place, out->locate(store.path, "key-value-" + base::hex(label)));
    place.most_bytes = store.most_bytes;
    out->key_value_.emplace(label, std::move(place));
  }
  for (const auto& [label, database] : config.databases) {
    TRY(auto place, out->locate(database.path, "sqlite-" + base::hex(label)));
    place.most_bytes = database.most_bytes;
    out->databases_.emplace(label, DatabaseSource{std::move(place), database.options});
  }
  return out;
}

base::Result<Place> Catalog::locate(const std::optional<std::string>& path, std::string name) {
  if (path) {
    const Location file = FileLocation{*path};
    return Place{file, 0, std::make_shared<Checkpointer>(background_, file)};
  }
  // The name is this catalog's alone in the process.
  Place memory{MemoryLocation{base::format("{}-{}", static_cast<const void*>(this), name)}};
  auto connection = Connection::open(memory);
  if (!connection) return std::unexpected(to_error(connection.error()));
  memories_.push_back(std::move(*connection));
  return memory;
}

const Place* Catalog::find_key_value(std::string_view label) const {
  const auto found = key_value_.find(label);
  return found == key_value_.end() ? nullptr : &found->second;
}

const DatabaseSource* Catalog::find_database(std::string_view label) const {
  const auto found = databases_.find(label);
  return found == databases_.end() ? nullptr : &found->second;
}

}  // namespace store
