// Changes to a spin.toml as text: what its author wrote stays as it is, comments and all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scaffold {

// The tables of `section` after all others.
std::string append_section(std::string manifest, std::string_view section);

// The lines of `variables` ("name = { default = … }") in [variables].
std::string add_variables(std::string manifest, std::string_view variables);

// `targets` of [application]. The manifest has the table.
std::string set_targets(std::string manifest, const std::vector<std::string>& targets);

// Whether the manifest has the entry, named with dots. False when it cannot be read.
bool has_entry(const std::string& manifest, std::string_view dotted_path);

// Kind::invalid when torpor could not read the manifest, as after adding a component twice.
base::Result<> check_manifest(const std::string& manifest);

}  // namespace scaffold
