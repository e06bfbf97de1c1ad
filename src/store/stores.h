// One loop's open stores. A store is opened when it is first used, shared by the instances on the
// loop, and closed by close_idle() when the app sleeps; nothing is lost by that, and the next use
// opens it again.
//
// Used on its loop's thread. Opening is the one call here that may touch the disk: about a
// millisecond when the file is new, a third of that otherwise.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "store/catalog.h"
#include "store/key_value.h"
#include "store/sqlite_database.h"
#include "world/clock.h"
#include "world/files.h"

namespace store {

class Troubles;

// The labels that the manifest grants a component.
struct StoreGrants {
  std::vector<std::string> key_value_stores;
  std::vector<std::string> sqlite_databases;
};

// Stores that nobody uses any more. Its destructor closes their files, which syncs them and may
// take milliseconds: let it run off the loops.
struct Retired {
  std::vector<std::shared_ptr<KeyValue>> stores;
  std::vector<std::unique_ptr<SqliteDatabase>> databases;
  bool empty() const { return stores.empty() && databases.empty(); }
};

class Stores {
 public:
  // All are borrowed.
  Stores(const Catalog& catalog, world::Files& files, const world::Clock& clock, base::Log& log);
  ~Stores();

  // access_denied without a grant; no_such_store when nothing says where the store is. The store
  // stays open for as long as somebody holds it.
  KeyValueResult<std::shared_ptr<KeyValue>> open_key_value(std::string_view label,
                                                           const StoreGrants& grants);
  // The caller's own connection, to be given back when it is closed.
  SqlOutcome<std::unique_ptr<SqliteDatabase>> open_database(std::string_view label,
                                                            const StoreGrants& grants);
  [[nodiscard]] Retired give_back(std::string_view label, std::unique_ptr<SqliteDatabase> database);

  [[nodiscard]] Retired close_idle();

 private:
  Troubles& troubles_of(std::string_view kind, std::string_view label, const Location& location);

  const Catalog& catalog_;
  world::Files& files_;
  const world::Clock& clock_;
  base::Log& log_;
  // Shared with the instances that have them open.
  std::map<std::string, std::shared_ptr<KeyValue>, std::less<>> key_value_;
  std::multimap<std::string, std::unique_ptr<SqliteDatabase>, std::less<>> spare_databases_;
  std::map<std::string, Troubles, std::less<>> troubles_;
};

}  // namespace store
