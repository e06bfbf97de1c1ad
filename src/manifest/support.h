// What torpor cannot do yet, of what a manifest may ask for. A row leaves the table in support.cc
// when torpor learns it; nothing else knows.
#pragma once

#include <vector>

#include "base/result.h"
#include "manifest/app.h"

namespace manifest {

// A Kind::unsupported for every use of such a thing, with its place and the reason, in the order of
// the manifest. Empty: torpor can run the app.
std::vector<base::Error> unsupported(const App& app);

// The same as one result: all of them in one message.
base::Result<> check_supported(const App& app);

}  // namespace manifest
