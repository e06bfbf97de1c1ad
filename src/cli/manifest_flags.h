// Flags that commands on the manifest of an app have in common.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

// --from: the app, by its spin.toml or its folder. What `from` holds is the default.
void add_manifest_flag(CLI::App& command, std::string& from);
// --profile: which settings of its components count.
void add_profile_flag(CLI::App& command, std::string& profile);

}  // namespace cli
