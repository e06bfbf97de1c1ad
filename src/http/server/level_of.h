// How loud a failed request is in the log.
#pragma once

#include "base/error.h"
#include "base/log.h"

namespace http {

// What an operator must look into is an error; what a client did wrong is for debugging.
base::Level level_of(base::Kind kind);

}  // namespace http
