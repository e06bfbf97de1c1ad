// The templates that are part of torpor: the folder templates/ of its sources, as they were when it
// was built.
#pragma once

#include "scaffold/files.h"

namespace scaffold {

// By path in templates/. Aborts when what the build put in cannot be read.
FileTree must_unpack_built_in();

}  // namespace scaffold
