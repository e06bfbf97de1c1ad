// torpor cache: what was pulled, downloaded, composed and precompiled, how large it is, and making
// it smaller.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/console.h"

namespace CLI {
class App;
}

namespace cli {

struct CacheOptions {
  enum class Action { size, list, prune };
  Action action = Action::size;
  std::optional<std::string> cache_dir;
  std::string format = "plain";
  std::optional<std::chrono::milliseconds> unused_for;
  std::optional<uint64_t> budget;
};

void declare_cache_options(CLI::App& cache, CacheOptions& options);

base::Result<> run_cache(const CacheOptions& options, const Console& console);

}  // namespace cli
