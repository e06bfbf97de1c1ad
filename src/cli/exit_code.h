// Exit codes of the commands (docs/errors.md).
#pragma once

#include "base/error.h"

namespace cli {

constexpr int exit_ok = 0;
constexpr int exit_usage = 2;  // a wrong flag or argument

int exit_code_of(base::Kind kind);

}  // namespace cli
