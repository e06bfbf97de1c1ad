// What the store holds, and making it smaller.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "oci/store.h"
#include "world/clock.h"

namespace oci {

struct StoredArtifact {
  StoredReference reference;
  uint64_t bytes = 0;  // of its blobs; those that it shares with others count for each
};

struct StoreUsage {
  std::vector<StoredArtifact> artifacts;  // the one used last first
  uint64_t bytes = 0;                     // on disk, contents with several names once
};

base::Result<StoreUsage> measure(const Store& store);

// Bytes below a folder, contents with several names once; 0 when it is not there.
base::Result<uint64_t> measure_folder(const world::Files& files, const std::string& folder);

struct PruneRule {
  std::optional<std::chrono::seconds> unused_for;  // what was not used for as long goes
  std::optional<uint64_t> budget;                  // and what was used longest ago, until it fits
};

// Something that may go: an artifact, or what else stands under the same rule.
struct Prunable {
  int64_t used = 0;  // seconds since the epoch
  uint64_t bytes = 0;
};

// Which of them go, by their place in the list. Pure.
std::vector<size_t> plan_prune(std::span<const Prunable> things, const PruneRule& rule,
                               world::WallTime now);

struct Pruned {
  std::vector<Reference> references;
  std::vector<Reference> in_use;  // would have been dropped, but run right now
  uint64_t bytes = 0;             // freed
};

// Drops the references, then every blob, unpacked app and broken download that nothing refers to.
// Kind::unavailable while another process adds something. Blocking.
base::Result<Pruned> prune(Store& store, const std::vector<Reference>& references);

}  // namespace oci
