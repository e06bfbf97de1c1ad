#include "cli/manifest_flags.h"

#include <CLI/CLI.hpp>

namespace cli {

void add_manifest_flag(CLI::App& command, std::string& from) {
  command.add_option("-f,--from,--file", from, "The app: a spin.toml or its folder")
      ->type_name("PATH")
      ->capture_default_str();
}

void add_profile_flag(CLI::App& command, std::string& profile) {
  command.add_option("--profile", profile, "Use the component settings of this profile")
      ->type_name("NAME");
}

}  // namespace cli
