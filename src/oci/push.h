// Brings an artifact to a registry.
#pragma once

#include <map>
#include <string>

#include "async/task.h"
#include "base/result.h"
#include "oci/artifact.h"
#include "oci/progress.h"
#include "oci/reference.h"
#include "oci/registry_client.h"
#include "oci/store.h"

namespace oci {

// Repositories of a registry that are known to have a blob: it is taken over from there without
// being sent.
using KnownPlaces = std::map<Digest, std::string>;

// What the store knows of the reference's registry, beyond its own repository.
KnownPlaces find_known_places(const Store& store, const Reference& reference);

struct PushTools {
  RegistryClient& client;  // opened, for Access::push
  const world::Files& files;
  TransferProgress& progress;
};

// All blobs that the registry lacks, up to 16 at a time, then the manifest under the reference's
// tag, or its digest when it has none. Kind::invalid when the reference names another digest than
// the artifact has. Artifact and tools outlive the task.
async::Task<base::Result<>> push(PushTools tools, const Artifact* artifact, Reference reference,
                                 KnownPlaces known);

}  // namespace oci
