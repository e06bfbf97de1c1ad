// What is at hand while a manifest is read: the app so far, and what to note beside it.
#pragma once

#include <set>
#include <string>

#include "manifest/app.h"
#include "manifest/node.h"
#include "manifest/spin_toml.h"

namespace manifest {

// A component that is named as a dependency of another, or of a trigger.
struct DependencyReference {
  Node node;
  std::string component;
};

struct Reading {
  const ParseOptions& options;
  App& app;
  std::set<std::string> profiles = {};  // that some component has
  std::vector<DependencyReference> references = {};

  void note(Feature feature, const Node& node) {
    app.uses.push_back({feature, base::format("`{}`", node.path()), node.key_place()});
  }
  void warn(const Node& node, std::string_view message) {
    app.warnings.push_back(base::format("{}: {}", node.key_place().at, message));
  }
};

}  // namespace manifest
