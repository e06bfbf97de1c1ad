// Delivery: what of a component is known only when its files are here. The rest of it stands in the
// manifest, and can be served while the files are on their way.
#pragma once

#include <vector>

#include "app/residency.h"
#include "engine/engine.h"
#include "engine/instance.h"

namespace app {

struct Delivery {
  engine::ComponentInfo::Handler handler = engine::ComponentInfo::Handler::wasi_http_0_2;
  std::vector<engine::Directory> directories;
  Sleeper code;
};

}  // namespace app
