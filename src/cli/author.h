// Who makes an app: what git knows of the user.
#pragma once

#include <string>

#include "async/task.h"
#include "world/process.h"

namespace cli {

struct Author {
  std::string name;
  std::string with_address;  // "Name <name@example.org>"
};

// Empty where git is not there or knows nothing.
async::Task<Author> find_author(world::Processes* processes);

}  // namespace cli
