// Builds an app once and shows how it goes: what `build`, `up --build` and `watch` have in common.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "async/loop.h"
#include "async/task.h"
#include "base/result.h"
#include "cli/console.h"
#include "world/child.h"
#include "world/clock.h"
#include "world/files.h"

namespace cli {

class BuildRun {
 public:
  // All is borrowed.
  BuildRun(async::Loop& loop, world::Clock& clock, const Console& console);

  // The components `only`, or all. Kind::invalid when one does not build.
  async::Task<base::Result<>> build(std::string from, std::string profile,
                                    std::vector<std::string> only);

 private:
  world::Clock& clock_;
  const Console& console_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  std::unique_ptr<world::Children> children_;
};

}  // namespace cli
