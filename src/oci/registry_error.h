// What a registry's refusal means to the user (distribution-spec, "error codes"). Pure.
#pragma once

#include <string_view>

#include "base/error.h"
#include "oci/authorizer.h"

namespace oci {

// `doing`: "fetching manifest `1.0`". `body`: the answer, of which the registry's own words are
// shown. 401 and 403 are the Authorizer's to explain.
base::Error registry_error(const Subject& subject, std::string_view doing, int status,
                           std::string_view body);

// The registry's own words in the answer, one line; may be empty.
std::string registry_words(std::string_view body);

}  // namespace oci
