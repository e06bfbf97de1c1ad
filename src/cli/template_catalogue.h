// The templates of this user.
#pragma once

#include "scaffold/catalogue.h"
#include "world/files.h"

namespace cli {

// In $XDG_DATA_HOME/torpor/templates. `files` outlives it.
scaffold::Catalogue open_catalogue(world::Files& files);

}  // namespace cli
