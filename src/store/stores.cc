#include "store/stores.h"

#include <algorithm>

#include "base/format.h"
#include "store/sqlite_key_value.h"
#include "store/troubles.h"

namespace store {
namespace {

constexpr size_t most_spare = 4;  // connections of one database, on one loop

bool is_among(std::string_view label, const std::vector<std::string>& granted) {
  return std::ranges::find(granted, label) != granted.end();
}

std::unexpected<KeyValueError> refuse(KeyValueError::Code code, std::string message) {
  return std::unexpected(KeyValueError{code, std::move(message)});
}

std::unexpected<SqlError> refuse(SqlError::Code code, std::string message) {
  return std::unexpected(SqlError{code, std::move(message)});
}

}  // namespace

Stores::Stores(const Catalog& catalog, world::Files& files, const world::Clock& clock,
               base::Log& log)
    : catalog_(catalog), files_(files), clock_(clock), log_(log) {}

Stores::~Stores() = default;

Troubles& Stores::troubles_of(std::string_view kind, std::string_view label,
                              const Location& location) {
  auto name = base::format("{} `{}` in {}", kind, label, text_of(location));
  return troubles_.try_emplace(name, log_, name).first->second;
}

KeyValueResult<std::shared_ptr<KeyValue>> Stores::open_key_value(std::string_view label,
                                                                 const StoreGrants& grants) {
  using Code = KeyValueError::Code;
  if (!is_among(label, grants.key_value_stores)) {
    return refuse(Code::access_denied,
                  base::format("the component has no grant for the store `{}`", label));
  }
  if (const auto open = key_value_.find(label); open != key_value_.end()) return open->second;
  const auto* place = catalog_.find_key_value(label);
  if (!place) return refuse(Code::no_such_store, base::format("there is no store `{}`", label));

  auto& troubles = troubles_of("key-value store", label, place->location);
  if (auto made = make_folder(files_, place->location); !made) {
    troubles.report(made.error().message());
    return refuse(Code::other, "the folder of the store cannot be made");
  }
  auto store = SqliteKeyValue::open(std::string(label), *place, log_);
  if (!store) {
    if (store.error().code != Code::busy) troubles.report(store.error().message);
    return std::unexpected(std::move(store).error());
  }
  troubles.forget();
  return key_value_.emplace(label, *std::move(store)).first->second;
}

SqlOutcome<std::unique_ptr<SqliteDatabase>> Stores::open_database(std::string_view label,
                                                                  const StoreGrants& grants) {
  using Code = SqlError::Code;
  if (!is_among(label, grants.sqlite_databases)) {
    return refuse(Code::access_denied,
                  base::format("the component has no grant for the database `{}`", label));
  }
  if (const auto spare = spare_databases_.find(label); spare != spare_databases_.end()) {
    return std::move(spare_databases_.extract(spare).mapped());
  }
  const auto* source = catalog_.find_database(label);
  if (!source) {
    return refuse(Code::no_such_database, base::format("there is no database `{}`", label));
  }
  auto& troubles = troubles_of("SQLite database", label, source->place.location);
  if (auto made = make_folder(files_, source->place.location); !made) {
    troubles.report(made.error().message());
    return refuse(Code::io, "the folder of the database cannot be made");
  }
  auto database = SqliteDatabase::open(source->place, source->options, clock_, log_);
  if (!database) {
    if (database.error().code != Code::busy) troubles.report(database.error().message);
    return database;
  }
  troubles.forget();
  return database;
}

Retired Stores::give_back(std::string_view label, std::unique_ptr<SqliteDatabase> database) {
  Retired out;
  if (spare_databases_.count(label) >= most_spare || !database->make_like_new()) {
    out.databases.push_back(std::move(database));
  } else {
    spare_databases_.emplace(label, std::move(database));
  }
  return out;
}

Retired Stores::close_idle() {
  Retired out;
  std::erase_if(key_value_, [&](auto& entry) {
    if (entry.second.use_count() > 1) return false;
    out.stores.push_back(std::move(entry.second));
    return true;
  });
  for (auto& [label, database] : spare_databases_) out.databases.push_back(std::move(database));
  spare_databases_.clear();
  return out;
}

}  // namespace store
