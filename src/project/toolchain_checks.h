// Whether the programs are there that an app's build commands run.
#pragma once

#include <string>
#include <vector>

#include "async/task.h"
#include "manifest/app.h"
#include "project/finding.h"
#include "project/manifest_file.h"
#include "world/clock.h"
#include "world/process.h"

namespace project {

struct Toolchain {
  world::Processes& processes;
  world::Clock& clock;
};

// One finding for each program, or target of Rust, that is missing; however many builds need it.
// `file` is the app's manifest. Both must outlive the task.
async::Task<std::vector<Finding>> check_toolchains(Toolchain tools, const ManifestFile* file,
                                                   const manifest::App* app);

// The programs that a shell command begins with: "A=b cargo build && npm test" has cargo and npm.
std::vector<std::string> programs_of(const std::string& command);
// "wasm32-wasip1" of "cargo build --target wasm32-wasip1"; empty when it names none.
std::string rust_target_of(const std::string& command);

}  // namespace project
