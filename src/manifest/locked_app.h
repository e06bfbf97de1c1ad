// The locked app: how an app travels through registries (spinframework/spin, crates/locked-app).
// JSON that says what spin.toml says, but with every component and file named by its content.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "manifest/app.h"

namespace manifest {

// Content by its digest, or small content right here, or both; never neither.
struct LockedContent {
  std::string digest;                  // "sha256:<hex>", or empty
  std::optional<base::Bytes> inlined;  // "inline" in the JSON, as base64
  bool operator==(const LockedContent&) const = default;
};

struct LockedFile {
  std::string path;  // in the guest, relative to its root
  LockedContent content;
  bool operator==(const LockedFile&) const = default;
};

// What belongs to one component.
struct LockedContents {
  LockedContent source;
  std::vector<LockedFile> files;
  std::map<std::string, LockedContent> dependencies;  // by Dependency::name
  bool operator==(const LockedContents&) const = default;
};

// In `app`, the sources of components and their dependencies, `files` and `exclude_files` mean
// nothing: the contents stand in their place. Whoever has fetched these puts paths there.
struct LockedApp {
  App app;
  std::map<std::string, LockedContents> contents;  // by component id
};

// Kind::invalid for what is no locked app; Kind::unsupported for a version, or a requirement of the
// host, that torpor does not know. Other keys that it does not know are passed over, as the format
// wants.
base::Result<LockedApp> parse_locked_app(std::string_view json);

// Compact, and the same for the same app. Every component must have its contents; a dependency
// without them counts as composed into its component.
std::string write_locked_app(const LockedApp& locked);

// Whether the JSON is a locked app of any version.
bool is_locked_app(std::string_view json);

}  // namespace manifest
