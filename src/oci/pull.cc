#include "oci/pull.h"

#include <set>

#include "oci/blob_download.h"
#include "oci/media_type.h"
#include "oci/parallel.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr size_t most_parallel = 16;

// The manifest that a target names, by way of a list if need be.
Task<Result<std::pair<FetchedManifest, Manifest>>> fetch_image_manifest(RegistryClient* client,
                                                                        std::string target) {
  CO_TRY(auto fetched, co_await client->fetch_manifest(target));
  CO_TRY(auto parsed, parse_manifest(fetched.bytes, fetched.media_type));
  if (const auto* index = std::get_if<Index>(&parsed)) {
    CO_TRY(const auto chosen, index->select());
    CO_TRY(fetched, co_await client->fetch_manifest(chosen.digest.text()));
    CO_TRY(parsed, parse_manifest(fetched.bytes, fetched.media_type));
  }
  auto* manifest = std::get_if<Manifest>(&parsed);
  if (!manifest) co_return base::fail(Kind::unsupported, "it is a list of lists of manifests");
  co_return std::pair(std::move(fetched), std::move(*manifest));
}

// Each blob once, the outline first.
struct Blobs {
  std::vector<Descriptor> all;
  size_t outline = 1;  // so many of them
};
Blobs blobs_of(const Manifest& manifest) {
  Blobs out{{manifest.config}};
  std::set<Digest> seen{manifest.config.digest};
  for (const auto& layer : manifest.layers) {
    if (!seen.insert(layer.digest).second) continue;
    const bool first = layer.media_type == media::locked_app;
    if (first) ++out.outline;
    out.all.insert(first ? out.all.begin() : out.all.end(), layer);
  }
  return out;
}

// The right to write the blob, when no other process has it any more; nothing when it is there.
Task<Result<std::unique_ptr<BlobWriter>>> begin_blob(PullTools tools, const Descriptor* blob) {
  for (;;) {
    if (tools.store.has(*blob)) co_return nullptr;
    auto writer = tools.store.begin(*blob);
    if (writer || writer.error().kind() != Kind::unavailable) co_return writer;
    co_await tools.clock.sleep_until(tools.clock.now() + std::chrono::milliseconds(100));
  }
}

Task<Result<>> pull_blob(PullTools tools, const Descriptor* blob) {
  // shared with the thread that commits it, which may outlive us when we are cancelled
  CO_TRY(const std::shared_ptr<BlobWriter> writer, co_await begin_blob(tools, blob));
  if (!writer) {
    tools.progress.there_already(*blob);
    co_return Result<>();
  }
  tools.progress.started(*blob);
  CO_TRY_VOID(
      co_await download_blob({tools.client, tools.progress, {tools.loop, tools.threads}}, writer));
  // The disk takes its time; other blobs go on meanwhile.
  CO_TRY_VOID(
      co_await async::offload(&tools.threads, &tools.loop, [writer] { return writer->commit(); }));
  tools.progress.finished(*blob);
  co_return Result<>();
}

// One pull, while it goes on.
struct Pulling {
  PullTools tools;
  Pulled pulled;
  Blobs blobs;
  size_t outline_left;  // blobs of the outline that are not here yet
};

Task<Result<>> pull_next(Pulling* pulling, size_t i) {
  CO_TRY_VOID(co_await pull_blob(pulling->tools, &pulling->blobs.all[i]));
  const bool known = i < pulling->blobs.outline && --pulling->outline_left == 0;
  if (!known || !pulling->tools.on_outline) co_return Result<>();
  co_return pulling->tools.on_outline(pulling->pulled);
}

}  // namespace

Task<Result<Pulled>> pull(PullTools tools, Reference reference) {
  CO_TRY(const auto sharing, tools.store.share());
  auto found = co_await fetch_image_manifest(&tools.client, reference.target());
  if (!found) co_return base::pass(std::move(found).error(), reference.text());
  const auto content = std::move(found->first.bytes);
  Pulling pulling{tools, {found->first.digest, std::move(found->second)}, {}, 0};
  pulling.blobs = blobs_of(pulling.pulled.manifest);
  pulling.outline_left = pulling.blobs.outline;
  auto done = co_await run_parallel(pulling.blobs.all.size(), most_parallel,
                                    [&pulling](size_t i) { return pull_next(&pulling, i); });
  if (!done) co_return base::pass(std::move(done).error(), reference.text());
  CO_TRY_VOID(tools.store.put(content));
  CO_TRY_VOID(tools.store.tag(reference, pulling.pulled.digest, tools.clock.wall()));
  co_return std::move(pulling.pulled);
}

std::optional<Pulled> find_pulled(const Store& store, const Reference& reference) {
  const auto entry = store.find(reference);
  if (!entry) return std::nullopt;
  auto manifest = store.read_manifest(entry->manifest);
  if (!manifest || !store.is_complete(*manifest)) return std::nullopt;
  return Pulled{entry->manifest, std::move(*manifest)};
}

}  // namespace oci
