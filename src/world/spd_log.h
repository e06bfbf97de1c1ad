// The real Log: spdlog, on standard error or in a file.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"

namespace world {

// Lines like "2026-11-24T04:00:00.123Z warn app: ...", coloured on a terminal only.
std::unique_ptr<base::Log> stderr_log(base::Level least);

}  // namespace world
