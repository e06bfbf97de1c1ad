#include "oci/artifact.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "data/json.h"
#include "oci/media_type.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;
using data::JsonArray;
using data::JsonObject;

// Container runtimes name an image by the digest of its configuration: the label makes those of
// two apps differ.
std::string config_of(const Digest& locked_app) {
  return data::write_json(JsonObject{
      {"architecture", "wasm"},
      {"os", "Wasip1"},
      {"config",
       JsonObject{{"Labels", JsonObject{{"com.fermyon.spin.lockedAppDigest", locked_app.text()}}}}},
      {"rootfs", JsonObject{{"type", "layers"}, {"diff_ids", JsonArray()}}}});
}

bool is_wasm(const Descriptor& layer) {
  return layer.media_type == media::wasm || layer.media_type == media::bare_wasm;
}

}  // namespace

Blob make_blob(std::string_view media_type, base::Bytes content) {
  const Descriptor descriptor{std::string(media_type), Digest::of(content), content.size()};
  return {descriptor, std::move(content)};
}

Annotations annotate(const manifest::App& app, std::string_view created, Annotations given) {
  const auto add = [&given](std::string_view key, std::string_view value) {
    if (!value.empty()) {
      given.emplace(base::format("org.opencontainers.image.{}", key), std::string(value));
    }
  };
  add("authors", base::join(app.authors, ", "));
  add("title", app.name);
  add("description", app.description);
  add("version", app.version);
  add("created", created);
  return given;
}

Artifact make_artifact(const manifest::LockedApp& locked, std::vector<Blob> layers,
                       Annotations annotations) {
  layers.push_back(make_blob(media::locked_app, manifest::write_locked_app(locked)));
  auto config = make_blob(media::image_config, config_of(layers.back().descriptor.digest));
  Manifest manifest{config.descriptor, {}, std::move(annotations)};
  Artifact out{{}, {}, config.descriptor.digest};
  layers.push_back(std::move(config));

  std::set<std::pair<std::string, Digest>> described;
  std::set<Digest> carried;
  for (auto& blob : layers) {
    const auto& descriptor = blob.descriptor;
    const bool is_config = &blob == &layers.back();
    if (!is_config && described.emplace(descriptor.media_type, descriptor.digest).second) {
      manifest.layers.push_back(descriptor);
    }
    if (carried.insert(descriptor.digest).second) out.blobs.push_back(std::move(blob));
  }
  out.manifest = write_manifest(manifest);
  out.digest = Digest::of(out.manifest);
  return out;
}

Result<ArtifactKind> identify(const Manifest& manifest, std::string_view config) {
  const auto& layers = manifest.layers;
  const auto locked = std::ranges::find(layers, media::locked_app, &Descriptor::media_type);
  if (locked != layers.end()) return LockedAppArtifact{*locked};
  if (manifest::is_locked_app(config)) return LockedAppArtifact{manifest.config};
  if (layers.size() == 1 && is_wasm(layers[0])) return BareComponent{layers[0]};
  if (layers.empty()) return base::fail(Kind::unsupported, "it has no layers, so it is no app");
  return base::fail(Kind::unsupported,
                    "it is no app of Spin or torpor: its {} layers are of types such as `{}`",
                    layers.size(), layers[0].media_type);
}

}  // namespace oci
