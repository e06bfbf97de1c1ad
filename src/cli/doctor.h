// torpor doctor: finds what is wrong with a project, and offers to put it right.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/console.h"

namespace CLI {
class App;
}

namespace cli {

struct DoctorOptions {
  std::string from = "spin.toml";
  bool fix = false;  // without asking
};

// Adds the command. Flags are written to `options` when it is parsed.
void declare_doctor(CLI::App& root, DoctorOptions& options);

// Kind::invalid when something is still wrong at the end.
base::Result<> run_doctor(const DoctorOptions& options, const Console& console);

}  // namespace cli
