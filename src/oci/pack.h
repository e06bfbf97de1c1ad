// From an app on disk to an artifact: contents hashed, small ones inlined, the rest as layers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "manifest/app.h"
#include "oci/archive.h"
#include "oci/artifact.h"
#include "world/files.h"

namespace oci {

// What of a component is on disk.
struct PackComponent {
  std::string id;
  std::string wasm_path;
  std::map<std::string, std::string> dependencies;  // name -> path, of those not composed in
  std::vector<PackFile> files;                      // by guest path
};

enum class FileLayers {
  each,      // a layer a file, as long as there are not too many
  archived,  // one archive a component
};

struct PackOptions {
  Annotations annotations;  // over those of the app itself
  // Always the same, unless the user gives a time: the same app has the same digest.
  std::string created = "1970-01-01T00:00:00Z";
  FileLayers file_layers = FileLayers::each;
  std::string temporary;  // a folder of ours for archives; stays until the artifact was pushed
};

// All the plain files below a folder, sorted, as files below `guest_folder` ("/", "/static").
// Symbolic links count as what they lead to, which must be in the folder too (Kind::denied).
base::Result<std::vector<PackFile>> list_files(const world::Files& files, const std::string& folder,
                                               const std::string& guest_folder);

// Blocking: reads everything once. `components`: one for each of the app's. Kind::invalid, naming
// the component, for a source that is no WebAssembly.
base::Result<Artifact> pack(world::Files& files, const manifest::App& app,
                            const std::vector<PackComponent>& components,
                            const PackOptions& options);

}  // namespace oci
