// The name of an artifact in a registry: registry/repository:tag@sha256:digest.
//
// Written and completed as Docker and Spin do: without a registry it is docker.io, there without a
// folder it is library/, without tag and digest it is :latest
// (github.com/distribution/reference, normalize.go).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "oci/digest.h"

namespace oci {

struct Reference {
  std::string registry;    // "ghcr.io", "localhost:5000"; as written, "docker.io" by default
  std::string repository;  // "user/app"
  std::string tag;         // empty when only a digest was given
  std::optional<Digest> digest;

  // Kind::invalid; the message says which part is wrong.
  static base::Result<Reference> parse(std::string_view text);

  // The completed text: two references of one artifact have one text.
  std::string text() const;
  // What a registry finds the manifest by: the digest if there is one, else the tag.
  const std::string& target() const { return digest ? digest->text() : tag; }
  // The host that answers for it (docker.io has its registry elsewhere).
  std::string host() const;
  // Whether the host is this machine, which speaks plain HTTP unless asked otherwise.
  bool is_local() const;

  bool operator==(const Reference&) const = default;
};

// Whether a text that names no file was probably meant as a reference: "foo/spin.toml" can be read
// as one of docker.io, but hardly was.
bool looks_like_reference(std::string_view text);

// "https://ghcr.io/" and "ghcr.io" are one registry to log in to; docker.io is index.docker.io.
std::string registry_host(std::string_view typed);

}  // namespace oci
