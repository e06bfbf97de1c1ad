#include "oci/prune.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace oci {
namespace {

using base::Kind;
using base::Result;
using world::FileInfo;

// Bytes below a folder. Each content counts once, however many names it has.
class Scale {
 public:
  explicit Scale(const world::Files& files) : files_(files) {}

  Result<> weigh(const std::string& folder) {
    if (!files_.exists(folder)) return {};
    TRY(const auto names, files_.list(folder));
    for (const auto& name : names) {
      const auto path = base::format("{}/{}", folder, name);
      const auto info = files_.link_info(path);
      if (!info) continue;  // gone in the meantime
      if (info->type == FileInfo::Type::directory) {
        TRY_VOID(weigh(path));
      } else if (seen_.emplace(info->device, info->inode).second) {
        bytes_ += info->size;
      }
    }
    return {};
  }
  uint64_t bytes() const { return bytes_; }

 private:
  const world::Files& files_;
  std::set<std::pair<uint64_t, uint64_t>> seen_;
  uint64_t bytes_ = 0;
};

// A manifest that cannot be read has no blobs any more: pruning may go on without it.
std::vector<Descriptor> blobs_of(const Store& store, const Digest& digest) {
  const auto manifest = store.read_manifest(digest);
  if (!manifest) return {};
  auto out = manifest->layers;
  out.push_back(manifest->config);
  return out;
}

int64_t seconds_of(world::WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

class Pruning {
 public:
  Pruning(Store& store, const StoreUsage& usage) : store_(store), usage_(usage) {}

  Result<> drop(const std::vector<Reference>& references) {
    for (const auto& reference : references) {
      const auto stored = store_.find(reference);
      if (!stored) continue;
      const auto lock = store_.use(stored->manifest, world::LockMode::exclusive);
      if (!lock) {
        out_.in_use.push_back(reference);
        continue;
      }
      TRY_VOID(store_.forget(reference));
      out_.references.push_back(reference);
    }
    return {};
  }

  Result<> sweep() {
    TRY(const auto left, store_.references());
    std::set<std::string, std::less<>> blobs, apps;
    for (const auto& reference : left) {
      apps.emplace(reference.manifest.hex());
      blobs.emplace(reference.manifest.hex());
      for (const auto& blob : blobs_of(store_, reference.manifest))
        blobs.emplace(blob.digest.hex());
    }
    TRY_VOID(sweep_apps(apps));
    TRY_VOID(sweep_folder("blobs/sha256", blobs));
    return sweep_folder("partial", {});  // nobody adds anything now, so nobody resumes one
  }

  Result<Pruned> finish() {
    TRY(const auto after, measure(store_));
    out_.bytes = usage_.bytes - std::min(usage_.bytes, after.bytes);
    return std::move(out_);
  }

 private:
  world::Files& files() const { return store_.files(); }

  Result<> sweep_folder(const std::string& name, const std::set<std::string, std::less<>>& keep) {
    const auto folder = base::format("{}/{}", store_.folder(), name);
    if (!files().exists(folder)) return {};
    TRY(const auto entries, files().list(folder));
    for (const auto& entry : entries) {
      if (!keep.contains(entry)) TRY_VOID(files().remove(base::format("{}/{}", folder, entry)));
    }
    return {};
  }

  // Also what a process that died has left half unpacked.
  Result<> sweep_apps(const std::set<std::string, std::less<>>& keep) {
    const auto folder = store_.folder() + "/apps";
    if (!files().exists(folder)) return {};
    TRY(const auto entries, files().list(folder));
    for (const auto& entry : entries) {
      if (keep.contains(std::string_view(entry).substr(0, entry.find('.')))) continue;
      const auto path = base::format("{}/{}", folder, entry);
      if (!files().try_lock(path.ends_with(".lock") ? path : path + ".lock",
                            world::LockMode::exclusive)) {
        continue;  // it runs: its reference was moved on to another manifest
      }
      TRY_VOID(files().remove_all(path));
      if (!path.ends_with(".lock")) TRY_VOID(files().remove_all(path + ".lock"));
    }
    return {};
  }

  Store& store_;
  const StoreUsage& usage_;
  Pruned out_;
};

}  // namespace

Result<StoreUsage> measure(const Store& store) {
  StoreUsage out;
  TRY(const auto references, store.references());
  for (const auto& reference : references) {
    StoredArtifact artifact{reference, 0};
    for (const auto& blob : blobs_of(store, reference.manifest)) artifact.bytes += blob.size;
    out.artifacts.push_back(std::move(artifact));
  }
  std::ranges::sort(out.artifacts, std::ranges::greater(),
                    [](const StoredArtifact& a) { return a.reference.used; });
  TRY(out.bytes, measure_folder(store.files(), store.folder()));
  return out;
}

Result<uint64_t> measure_folder(const world::Files& files, const std::string& folder) {
  Scale scale(files);
  TRY_VOID(scale.weigh(folder));
  return scale.bytes();
}

std::vector<size_t> plan_prune(std::span<const Prunable> things, const PruneRule& rule,
                               world::WallTime now) {
  std::vector<size_t> order(things.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, std::ranges::greater(), [&](size_t i) { return things[i].used; });
  std::vector<size_t> out;
  uint64_t kept = 0;
  for (const size_t i : order) {
    const auto unused = std::chrono::seconds(seconds_of(now) - things[i].used);
    const bool old = rule.unused_for && unused >= *rule.unused_for;
    const bool fits = !rule.budget || kept + things[i].bytes <= *rule.budget;
    if (old || !fits) {
      out.push_back(i);
    } else {
      kept += things[i].bytes;
    }
  }
  return out;
}

Result<Pruned> prune(Store& store, const std::vector<Reference>& references) {
  TRY_VOID(store.files().make_directories(store.folder()));
  const auto alone = store.files().try_lock(store.folder() + "/lock", world::LockMode::exclusive);
  if (!alone && alone.error().kind() == Kind::unavailable) {
    return base::fail(Kind::unavailable,
                      "another process is pulling into `{}`; prune when it is through",
                      store.folder());
  }
  if (!alone) return std::unexpected(alone.error());
  TRY(const auto usage, measure(store));
  Pruning pruning(store, usage);
  TRY_VOID(pruning.drop(references));
  TRY_VOID(pruning.sweep());
  return pruning.finish();
}

}  // namespace oci
