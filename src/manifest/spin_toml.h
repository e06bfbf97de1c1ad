// Reads spin.toml, manifest version 2 and (converted) version 1.
//
// Format: spinframework/spin, crates/manifest/src/schema/v2.rs and v1; see docs/manifest.md for the
// keys. All tables but [[trigger.<other>]] and `tool` refuse unknown keys.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "manifest/app.h"

namespace manifest {

struct ParseOptions {
  std::string file = "spin.toml";  // for messages
  std::string profile;             // component.<id>.profile.<name>, empty for none
};

// Pure: touches no disk. Kind::invalid with "file:line:column: what; what would be right" and the
// line with a caret under it; Kind::unsupported for a key that torpor does not honour.
base::Result<App> parse_spin_toml(std::string_view text, const ParseOptions& options);

}  // namespace manifest
