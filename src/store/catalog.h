// What the labels of an app's stores stand for: which file, or memory. Made once at start-up;
// immutable, shared by all loops.
//
// A store in memory lives as long as the catalog does, so that an app without a state folder may
// sleep and wake and find it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/offload.h"
#include "base/result.h"
#include "store/location.h"
#include "store/sqlite_database.h"

namespace store {

class Connection;

struct KeyValueConfig {
  std::optional<std::string> path;  // nothing: in memory
  uint64_t most_bytes = 0;          // how large it may grow; 0: as large as the disk
};

struct DatabaseConfig {
  std::optional<std::string> path;  // nothing: in memory
  uint64_t most_bytes = 0;
  SqlOptions options = {};
};

// By label.
struct CatalogConfig {
  std::map<std::string, KeyValueConfig, std::less<>> key_value;
  std::map<std::string, DatabaseConfig, std::less<>> databases;
};

struct DatabaseSource {
  Place place;
  SqlOptions options;
};

class Catalog {
 public:
  // Opens no file. `background`, which outlives the catalog and all that it names, syncs the disk.
  static base::Result<std::unique_ptr<Catalog>> create(const CatalogConfig& config,
                                                       async::Threads& background);
  ~Catalog();
  Catalog(const Catalog&) = delete;

  // nullptr: no such label.
  const Place* find_key_value(std::string_view label) const;
  const DatabaseSource* find_database(std::string_view label) const;

 private:
  explicit Catalog(async::Threads& background);
  base::Result<Place> locate(const std::optional<std::string>& path, std::string name);

  async::Threads& background_;
  std::map<std::string, Place, std::less<>> key_value_;
  std::map<std::string, DatabaseSource, std::less<>> databases_;
  std::vector<std::unique_ptr<Connection>> memories_;  // keep what is in memory alive
};

}  // namespace store
