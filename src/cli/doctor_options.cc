#include <CLI/CLI.hpp>

#include "cli/doctor.h"
#include "cli/manifest_flags.h"

namespace cli {

void declare_doctor(CLI::App& root, DoctorOptions& options) {
  auto* doctor = root.add_subcommand("doctor", "Find what is wrong with an app, and put it right");
  add_manifest_flag(*doctor, options.from);
  doctor->add_flag("--fix", options.fix, "Put right what can be, without asking");
  doctor->footer(
      "Looks at the manifest (its version, its keys), at the components (built, WebAssembly, a\n"
      "build command) and for the programs and targets that build commands need. On a terminal it\n"
      "asks before it changes anything; elsewhere it only tells.");
}

}  // namespace cli
