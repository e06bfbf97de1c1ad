// What can be wrong with a manifest and the files that it names.
#pragma once

#include <optional>
#include <vector>

#include "manifest/app.h"
#include "project/finding.h"
#include "project/manifest_file.h"
#include "world/files.h"

namespace project {

// A version that is missing or written wrongly, and else what keeps the manifest from being read.
// Pure.
std::optional<Finding> check_manifest(const ManifestFile& file);

// Components without a file, with one that is no WebAssembly, and without a command that builds
// them although there are sources.
std::vector<Finding> check_components(const world::Files& files, const ManifestFile& file,
                                      const manifest::App& app);

}  // namespace project
