// From a template and what it was told to the files of an app. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scaffold/files.h"
#include "scaffold/liquid.h"
#include "scaffold/template.h"

namespace scaffold {

enum class Purpose { new_application, add_component };
enum class VersionControl { prepared, left_out };  // whether .gitignore is made

struct Request {
  Purpose purpose = Purpose::new_application;
  std::string name;      // of the app, or of the component
  std::string output;    // the new folder; for a component, from the folder of the manifest
  std::string manifest;  // the text of the app's spin.toml, for a component
  Values values;         // of parameters; and "authors", "username"
  VersionControl version_control = VersionControl::prepared;
};

struct Generation {
  FileTree files;                        // in the output folder
  std::vector<std::string> folders;      // in the output folder
  std::vector<std::string> app_folders;  // in the folder of the manifest
  std::optional<std::string> manifest;   // the app's spin.toml as it becomes
};

// What the template does for this purpose and this app. Kind::unsupported when it cannot.
base::Result<Variant> variant_for(const Template& made_from, Purpose purpose,
                                  const std::string& manifest);

// Those whose values the request must have.
std::vector<const Parameter*> wanted_parameters(const Template& made_from, const Variant& variant);

// Kind::invalid for a value that is missing, not asked for or not allowed, and for what is wrong
// with the template. A component's manifest must be valid afterwards.
base::Result<Generation> plan_generation(const Template& made_from, const Request& request);

// A name that can be one of an app: its words begin with letters. Kind::invalid otherwise.
base::Result<> check_name(const std::string& name);

}  // namespace scaffold
