// torpor watch: builds and serves an app, and does both again when its files change.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"

namespace CLI {
class App;
}

namespace cli {

struct WatchOptions {
  std::string from = "spin.toml";
  std::string profile;
  bool clear = false;  // the screen, before each round
  bool skip_build = false;
  std::chrono::milliseconds debounce{100};  // quiet for so long before anything is done
  std::vector<std::string> up_args;
};

// Adds the command. Flags are written to `options` when it is parsed.
void declare_watch(CLI::App& root, WatchOptions& options);

// Returns when SIGTERM or SIGINT has come and the app has answered what it had accepted.
base::Result<> run_watch(const WatchOptions& options, const Console& console);

}  // namespace cli
