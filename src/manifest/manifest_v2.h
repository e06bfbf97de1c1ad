// Reads a manifest of version 2.
#pragma once

#include "manifest/reading.h"

namespace manifest {

base::Result<> read_manifest_v2(const Node& root, Reading& reading);

}  // namespace manifest
