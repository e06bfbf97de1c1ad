// Where torpor keeps what it can make or fetch again.
#pragma once

#include <optional>
#include <string>

namespace cli {

// The environment's value, if it is there and not empty.
std::optional<std::string> find_variable(const std::string& name);

// Precompiled code: `given` (--cache-dir), or $XDG_CACHE_HOME/torpor/code.
std::string code_folder(const std::optional<std::string>& given);
// What was pulled: "registry" in `given`, or $XDG_CACHE_HOME/torpor/registry.
std::string registry_folder(const std::optional<std::string>& given);

// Components that were downloaded, by digest, and those that were composed: in `given`, or there.
std::string downloads_folder(const std::optional<std::string>& given);
std::string compositions_folder(const std::optional<std::string>& given);

}  // namespace cli
