// What an operator puts into the stores before an app is served: `--key-value` and `--sqlite`.
// Blocking.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "store/catalog.h"
#include "world/files.h"

namespace store {

// Sets "KEY=VALUE" pairs in the store `default`, over what is there.
base::Result<> set_key_values(const Catalog& catalog, world::Files& files,
                              std::span<const std::string> pairs);

// Runs each of `scripts`, in order: a statement for the database `default`, or "@FILE" or
// "@FILE:LABEL", the statements of a file for the database of that label.
base::Result<> run_sql_scripts(const Catalog& catalog, world::Files& files,
                               std::span<const std::string> scripts);

}  // namespace store
