// What `torpor up` says when it is ready (formats of spin up, plain and JSON).
#pragma once

#include <string>

#include "app/blueprint.h"

namespace cli {

// Serving http://127.0.0.1:3000
// Available Routes:
//   hello: http://127.0.0.1:3000/hello (wildcard)
//     its description
std::string plain_announcement(const app::Blueprint& blueprint, const std::string& base_url);

// {"base_url", "routes": [{"id", "route", "wildcard", "description"?}]}
std::string json_announcement(const app::Blueprint& blueprint, const std::string& base_url);

}  // namespace cli
