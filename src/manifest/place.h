// Where in a manifest something stands, ready to be shown with a complaint.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace manifest {

struct Place {
  std::string at;       // "spin.toml:12:3"
  std::string excerpt;  // the line, and a line with a caret under the column; may be empty
};

// "spin.toml:12:3: message", then the excerpt on lines of its own. Control characters of the
// message, which may quote the manifest, are shown as "?".
base::Error error_at(base::Kind kind, const Place& place, std::string_view message);

}  // namespace manifest
