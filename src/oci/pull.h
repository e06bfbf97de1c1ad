// Brings an artifact from a registry into the store.
#pragma once

#include <functional>

#include "async/loop.h"
#include "async/offload.h"
#include "async/task.h"
#include "base/result.h"
#include "oci/progress.h"
#include "oci/registry_client.h"
#include "oci/store.h"

namespace oci {

struct Pulled {
  Digest digest;  // of the manifest
  Manifest manifest;
};

// Told as soon as the store has what says which app it is: the configuration, and the locked app
// where that is a layer. An error ends the pull.
using OnOutline = std::function<base::Result<>(const Pulled&)>;

struct PullTools {
  RegistryClient& client;  // opened
  Store& store;
  world::Clock& clock;
  async::Loop& loop;
  // For what waits for the disk. Work that has begun goes on when a pull is cancelled, so that the
  // threads end before the store's files do.
  async::Threads& threads;
  TransferProgress& progress;
  OnOutline on_outline = {};
};

// All blobs that the store lacks, up to 16 at a time, the outline first, then the manifest, then
// the reference's entry: who finds the entry finds everything. Of a list of manifests the one for
// wasm is taken. What arrived stays for the next try when it fails. All tools outlive the task.
async::Task<base::Result<Pulled>> pull(PullTools tools, Reference reference);

// What the store has for the reference without asking anybody, if all of it is there.
std::optional<Pulled> find_pulled(const Store& store, const Reference& reference);

}  // namespace oci
