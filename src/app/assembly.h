// Assembly: from a manifest to a Blueprint, in which each component has a number of the Keeper.
// Looks at no file of a component: that is preparation (app/preparation.h). At start-up.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/blueprint.h"
#include "app/keeper.h"
#include "base/log.h"
#include "manifest/app.h"
#include "manifest/variables.h"

namespace app {

struct AssemblyOptions {
  std::vector<std::pair<std::string, std::string>> environment;  // over every component's own
  std::vector<std::string> only_components;                      // empty: all
  engine::Limits limits;
  manifest::VariableValues variables;  // complete
  engine::ReuseOptions reuse;
  // Where the output of a component goes.
  std::function<std::shared_ptr<engine::GuestOutput>(const std::string& component)> output;
};

// The components that some trigger needs. Kind::not_found for one that is asked for and not there;
// Kind::invalid and Kind::unsupported for what its manifest cannot mean, with its name.
base::Result<Blueprint> assemble(const manifest::App& app, const AssemblyOptions& options,
                                 base::Log& log, Keeper& keeper);

}  // namespace app
