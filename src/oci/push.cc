#include "oci/push.h"

#include "oci/blob_upload.h"
#include "oci/parallel.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr size_t most_parallel = 16;

}  // namespace

KnownPlaces find_known_places(const Store& store, const Reference& reference) {
  KnownPlaces out;
  const auto stored = store.references();
  if (!stored) return out;  // what is not known is sent
  for (const auto& entry : *stored) {
    const auto& there = entry.reference;
    if (there.registry != reference.registry || there.repository == reference.repository) continue;
    const auto manifest = store.read_manifest(entry.manifest);
    if (!manifest) continue;
    for (const auto& layer : manifest->layers) out.emplace(layer.digest, there.repository);
  }
  return out;
}

Task<Result<>> push(PushTools tools, const Artifact* artifact, Reference reference,
                    KnownPlaces known) {
  if (reference.digest && *reference.digest != artifact->digest) {
    co_return base::fail(Kind::invalid, "{}: the app's digest is {}; push it under a tag",
                         reference.text(), artifact->digest.text());
  }
  auto done = co_await run_parallel(
      artifact->blobs.size(), most_parallel, [tools, artifact, &known](size_t i) {
        const auto* blob = &artifact->blobs[i];
        const auto place = known.find(blob->descriptor.digest);
        return upload_blob({tools.client, tools.files, tools.progress}, blob,
                           place == known.end() ? std::string() : place->second);
      });
  if (!done) co_return base::pass(std::move(done).error(), reference.text());
  const auto target = reference.tag.empty() ? artifact->digest.text() : reference.tag;
  auto put = co_await tools.client.put_manifest(target, artifact->manifest);
  if (!put) co_return base::pass(std::move(put).error(), reference.text());
  co_return Result<>();
}

}  // namespace oci
