// The values that somebody outside the manifest gives an app's variables: in flags, in the runtime
// configuration, in the environment. Read once, at start-up; blocking.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/dotenv.h"
#include "app/variable_flags.h"
#include "base/result.h"
#include "manifest/runtime_config.h"
#include "manifest/variables.h"

namespace app {

struct VariableSources {
  // As --variable has them: "NAME=value", "NAME=@file" (the file's content), "@file.json" and
  // "@file.toml" (tables of texts). Of the same name the last counts.
  std::vector<std::string> flags;
  // Asked next, in this order.
  std::vector<manifest::VariablesProvider> providers;
  // Asked last for SPIN_VARIABLE_<NAME>, and after it the file `.env` when there is one.
  Environment environment;
};

struct VariableReport {
  manifest::VariableValues values;
  std::vector<std::string> warnings;  // flags for variables that the app does not declare
};

// Kind::invalid, Kind::not_found and others name the flag or the file; no value shows in a message.
// An app without variables reads no .env file.
base::Result<VariableReport> read_variables(
    const ReadFile& read, const std::map<std::string, manifest::Variable>& declared,
    const VariableSources& sources);

}  // namespace app
