// Reads the triggers of version 2: [[trigger.<type>]], with components inline or by id.
#pragma once

#include "manifest/reading.h"

namespace manifest {

// `node` is the `trigger` table. The components of the app must have been read before; those that
// stand inline are added to them.
base::Result<> read_triggers(const Node& node, Reading& reading);

}  // namespace manifest
