// torpor up: serves an app until it is told to end.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "cli/console.h"
#include "cli/up_options.h"

namespace cli {

// Returns when SIGTERM or SIGINT has come and the requests in flight are answered.
base::Result<> run_up(const UpOptions& options, const Console& console, base::Log& log);

}  // namespace cli
