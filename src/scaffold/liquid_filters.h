// The filters of Liquid: {{ value | filter: argument, argument }}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scaffold {

// Kind::unsupported for a filter that is not known, Kind::invalid for missing arguments.
base::Result<std::string> apply_filter(std::string_view name, std::string value,
                                       const std::vector<std::string>& arguments);

}  // namespace scaffold
