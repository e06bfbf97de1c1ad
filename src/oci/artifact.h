// The artifact that an app becomes in a registry, as Spin writes it: a layer for each component and
// each file, the locked app as the last layer, and an image configuration that names the locked
// app's digest (spinframework/spin, crates/oci/src/client.rs).
//
// Deterministic: the same contents give the same digest (docs/decisions, "The same app has the same
// digest").
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "manifest/locked_app.h"
#include "oci/manifest.h"

namespace oci {

// Where the bytes of a blob are: in a file of this machine, or here.
struct FileContent {
  std::string path;
};
using Content = std::variant<FileContent, base::Bytes>;

struct Blob {
  Descriptor descriptor;
  Content content;
};

// A blob of bytes that are here.
Blob make_blob(std::string_view media_type, base::Bytes content);

struct Artifact {
  std::vector<Blob> blobs;  // each digest once: the layers in their order, then the configuration
  base::Bytes manifest;
  Digest digest;  // of the manifest
};

using Annotations = std::map<std::string, std::string>;

// The annotations that an app's own words give: title, version, description, authors; and `created`
// (RFC 3339). What is in `given` stands.
Annotations annotate(const manifest::App& app, std::string_view created, Annotations given);

// `layers` in the order in which Spin writes them; of those that are alike the first stays.
Artifact make_artifact(const manifest::LockedApp& locked, std::vector<Blob> layers,
                       Annotations annotations);

// Contents up to this size stand in the locked app itself.
constexpr uint64_t most_inlined = 128;
// With more layers than this, files travel as archives.
constexpr size_t most_layers = 499;

// A configuration, and a locked app, are no larger than this.
constexpr uint64_t most_config_bytes = 16 << 20;

// What a manifest that came from a registry holds.
struct LockedAppArtifact {
  Descriptor locked_app;  // a layer, or the configuration (older Spin)
};
struct BareComponent {
  Descriptor wasm;  // as wkg pushes: a component without an app around it
};
using ArtifactKind = std::variant<LockedAppArtifact, BareComponent>;

// `config`: the configuration's bytes, which older versions of Spin made the locked app.
// Kind::unsupported for a container image, or anything else that is neither.
base::Result<ArtifactKind> identify(const Manifest& manifest, std::string_view config);

}  // namespace oci
