// Reads a manifest of version 1 (Spin before 2.0) and converts it, as spinframework/spin does
// (crates/manifest/src/compat.rs): one type of trigger for the app, a trigger in every component.
#pragma once

#include "manifest/reading.h"

namespace manifest {

base::Result<> read_manifest_v1(const Node& root, Reading& reading);

}  // namespace manifest
