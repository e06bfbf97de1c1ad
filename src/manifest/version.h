// Versions and requirements as packages have them (semver.org 2.0.0, and Cargo's requirements).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace manifest {

struct Version {
  uint64_t major = 0, minor = 0, patch = 0;
  std::string prerelease;  // "rc.1"; build metadata is dropped

  static std::optional<Version> find(std::string_view text);

  // Two versions with the same track can stand in for each other: 1.2.3 and 1.0.0, but not 0.1.0
  // and 0.2.0, nor anything and a pre-release.
  Version track() const;
  bool operator==(const Version&) const = default;
};

// ">=1.2, <2", "^1.2.3", "~1", "=0.1.0", "1.*", "*"
bool is_version_requirement(std::string_view text);

}  // namespace manifest
