// A TOML value as JSON, for what is passed on without being understood.
#pragma once

#include "data/json.h"
#include "data/toml.h"

namespace data {

// Dates and times become strings.
Json to_json(const TomlValue& value);

}  // namespace data
