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

#include "base/result.h"
#include "store/location.h"
#include "store/sqlite_database.h"

namespace store {

class Connection;

struct KeyValueConfig {
  std::optional<std::string> path;  // nothing: in memory
  StoreLimits limits = {};
};

struct DatabaseConfig {
  std::optional<std::string> path;  // nothing: in memory
  SqlOptions options = {};
};

// By label.
struct CatalogConfig {
  std::map<std::string, KeyValueConfig, std::less<>> key_value;
  std::map<std::string, DatabaseConfig, std::less<>> databases;
};

struct KeyValueSource {
  Location location;
  StoreLimits limits;
};

struct DatabaseSource {
  Location location;
  SqlOptions options;
};

class Catalog {
 public:
  // Opens no file.
  static base::Result<std::unique_ptr<Catalog>> create(const CatalogConfig& config);
  ~Catalog();
  Catalog(const Catalog&) = delete;

  // nullptr: no such label.
  const KeyValueSource* find_key_value(std::string_view label) const;
  const DatabaseSource* find_database(std::string_view label) const;

 private:
  Catalog();
  base::Result<Location> locate(const std::optional<std::string>& path, std::string_view kind,
                                std::string_view label);

  std::map<std::string, KeyValueSource, std::less<>> key_value_;
  std::map<std::string, DatabaseSource, std::less<>> databases_;
  std::vector<std::unique_ptr<Connection>> memories_;  // keep what is in memory alive
};

}  // namespace store
