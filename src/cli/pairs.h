// Flags that are given several times, each a name and a value: --env NAME=VALUE.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace cli {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Kind::invalid for an entry without a name or a "=": "{flag} `{entry}`: write {form}".
base::Result<Pairs> parse_pairs(std::string_view flag, std::string_view form,
                                const std::vector<std::string>& entries);

}  // namespace cli
