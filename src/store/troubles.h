// Trouble with a file or a disk, as one line in the log and not one for every request that meets
// it. For .cc files of this room only.
#pragma once

#include <string>
#include <string_view>

#include "base/log.h"

namespace store {

class Troubles {
 public:
  // "key-value store `default` in .spin/sqlite_key_value.db"; `log` outlives this.
  Troubles(base::Log& log, std::string where) : log_(&log), where_(std::move(where)) {}

  // Silent when this was the last to be reported.
  void report(std::string_view what) {
    if (last_ == what) return;
    base::log(*log_, base::Level::error, "store", "{}: {}", where_, what);
    last_ = what;
  }
  // All is well again.
  void forget() { last_.clear(); }

 private:
  base::Log* log_;
  std::string where_;
  std::string last_;
};

}  // namespace store
