// From a pulled artifact to an app that can be run: the locked app read, and each component's files
// as a folder.
//
// Files are second names (hard links) of the store's blobs, so that unpacking copies nothing and
// apps share what they have in common; guests get them read-only. An app is unpacked once: later
// runs find its folder.
#pragma once

#include <string>

#include "base/result.h"
#include "manifest/app.h"
#include "oci/pull.h"
#include "oci/reference.h"
#include "oci/store.h"

namespace oci {

struct UnpackedApp {
  manifest::App app;  // components' sources are absolute paths; their files are relative to `root`
  std::string root;
};

constexpr uint64_t most_unpacked_bytes = uint64_t{16} << 30;  // of archives

// Blocking. Kind::unsupported when the artifact is no app, Kind::invalid when it is a damaged one:
// a content that no layer has, a path that leads out of the app's folder.
base::Result<UnpackedApp> unpack(Store& store, const Pulled& pulled, const Reference& reference);

}  // namespace oci
