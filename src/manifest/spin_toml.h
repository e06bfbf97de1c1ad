// Reads spin.toml, manifest version 2 and (converted) version 1.
//
// Format: spinframework/spin, crates/manifest/src/schema/v2.rs and v1.rs; docs/manifest.md has the
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

// Pure: touches no disk. Kind::invalid with "file:line:column: what; what would be right", then the
// line with a caret under it. What is right but beyond torpor is not refused here, but listed in
// App::uses: whoever runs the app asks manifest/support.h.
base::Result<App> parse_spin_toml(std::string_view text, const ParseOptions& options);

}  // namespace manifest
