// The name of an import that a dependency satisfies: "ns:package", "ns:package/interface", either
// with "@version", or a plain kebab-case name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "manifest/version.h"

namespace manifest {

struct DependencyName {
  std::string package;  // "ns:package"; empty for a plain name
  std::optional<std::string> interface;
  std::optional<Version> version;

  static base::Result<DependencyName> parse(std::string_view text);

  bool is_plain() const { return package.empty(); }
  // Whether both could be meant by one import: the same package, and neither the versions nor the
  // interfaces tell them apart.
  bool overlaps(const DependencyName& other) const;
};

}  // namespace manifest
