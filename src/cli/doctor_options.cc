#include <CLI/CLI.hpp>

#include "cli/doctor.h"

namespace cli {

void declare_doctor(CLI::App& root, DoctorOptions& options) {
  auto* doctor = root.add_subcommand("doctor", "Find what is wrong with an app, and put it right");
  doctor->add_option("-f,--from,--file", options.from, "The app: a spin.toml or its folder")
      ->type_name("PATH")
      ->capture_default_str();
  doctor->add_flag("--fix", options.fix, "Put right what can be, without asking");
  doctor->footer(
      "Looks at the manifest (its version, its keys), at the components (built, WebAssembly, a\n"
      "build command) and for the programs and targets that build commands need. On a terminal it\n"
      "asks before it changes anything; elsewhere it only tells.");
}

}  // namespace cli
