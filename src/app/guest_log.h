// Where guests' standard output and error go: a file per component and stream in the log folder,
// and the terminal, as spin up does it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "engine/instance.h"
#include "world/files.h"

namespace app {

struct GuestLogOptions {
  std::string folder;               // "" for no files
  bool truncate = false;            // start the files anew
  bool quiet = false;               // nothing on the terminal
  std::vector<std::string> follow;  // only these on the terminal; empty: all
};

// Writes to torpor's own stdout (1) or stderr (2). Thread-safe.
using WriteToTerminal = std::function<void(int stream, std::string_view bytes)>;

// Makes the folder, and empties the files when asked to.
class GuestLogs {
 public:
  static base::Result<GuestLogs> open(world::Files& files, base::Log& log, GuestLogOptions options,
                                      WriteToTerminal terminal);

  // `files` and `log` outlive what it returns.
  std::shared_ptr<engine::GuestOutput> for_component(const std::string& id);

 private:
  GuestLogs(world::Files& files, base::Log& log, GuestLogOptions options, WriteToTerminal terminal)
      : files_(&files), log_(&log), options_(std::move(options)), terminal_(std::move(terminal)) {}

  world::Files* files_;
  base::Log* log_;
  GuestLogOptions options_;
  WriteToTerminal terminal_;
};

}  // namespace app
