// Turns the `files` of a component into directories that a guest may open.
//
// One folder and no exclusions is granted as it is, read-only. Anything else (globs, single files,
// several sources, exclusions, transient writes) is copied into a temporary tree at "/". Sources
// are below the manifest's folder: a path or a symlink that leads out of it is an error.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/instance.h"
#include "manifest/app.h"
#include "world/files.h"

namespace app {

enum class Writes {
  denied,
  transient,  // into the copy, which is gone when torpor ends
};

struct StagingPlace {
  std::string root;       // the folder of the manifest
  std::string temporary;  // an existing folder of ours for copies
  Writes writes = Writes::denied;
};

base::Result<std::vector<engine::Directory>> stage_files(world::Files& files,
                                                         const manifest::Component& component,
                                                         const StagingPlace& place);

}  // namespace app
