// What `torpor build` runs, and in which order.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "manifest/app.h"

namespace project {

// The build of one component: its commands, one after another.
struct BuildJob {
  std::string component;
  std::vector<std::string> commands;  // each for a shell
  std::string folder;                 // where they run
  std::string product;                // the component's file; empty when it is from elsewhere
  std::vector<size_t> after;          // the jobs that must have ended well before
};

// A job for each component that has a build command, in the manifest's order. `folder` is that of
// the manifest; `only` names the components that are wanted, none for all.
//
// Two components are independent unless they build in the same folder, or one is a dependency of
// the other. Kind::not_found for a component that is not there, Kind::invalid when dependencies go
// in a circle.
base::Result<std::vector<BuildJob>> plan_builds(const manifest::App& app, const std::string& folder,
                                                const std::vector<std::string>& only);

}  // namespace project
