// The spin.toml of a project on disk, read for those who build the project rather than run it.
#pragma once

#include <string>

#include "base/result.h"
#include "manifest/app.h"
#include "world/files.h"

namespace project {

struct ManifestFile {
  std::string path;    // of the spin.toml
  std::string folder;  // it is in: what its paths are relative to
  std::string text;
};

// `from`: a spin.toml, or a folder that holds one. Kind::not_found says where it was looked for.
base::Result<ManifestFile> read_manifest_file(const world::Files& files, const std::string& from);

// Kind::invalid, with the place in the file. `profile`: empty for none.
base::Result<manifest::App> parse_manifest(const ManifestFile& file, const std::string& profile);

// The path as seen from where torpor runs; an absolute one stays.
std::string path_in(const std::string& folder, const std::string& path);

}  // namespace project
