// Image manifests and indexes, as values (OCI image specification, manifest.md, image-index.md).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "oci/digest.h"

namespace oci {

// One blob: what it is, how long, and the digest that it must have.
struct Descriptor {
  std::string media_type;
  Digest digest;
  uint64_t size = 0;

  bool operator==(const Descriptor&) const = default;
};

struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;
  std::map<std::string, std::string> annotations;

  bool operator==(const Manifest&) const = default;
};

// A list of manifests, one per platform.
struct Index {
  struct Entry {
    Descriptor manifest;
    std::string architecture, os;  // empty when the entry names no platform
  };
  std::vector<Entry> entries;

  // The one that torpor can run: for "wasm", or the only one there is. Kind::unsupported with the
  // entries' names when there is none, so that the user can pick a digest.
  base::Result<Descriptor> select() const;
};

constexpr size_t most_manifest_bytes = 4 << 20;  // what registries accept (distribution-spec)

// `media_type`: what the registry said it is; may be empty. Kind::invalid for what is none,
// Kind::unsupported for Docker's first schema and for artifact manifests of other kinds.
base::Result<std::variant<Manifest, Index>> parse_manifest(std::string_view json,
                                                           std::string_view media_type);

// Canonical: members sorted, no spaces, so that one manifest has one digest.
std::string write_manifest(const Manifest& manifest);

}  // namespace oci
