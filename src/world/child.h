// Programs that run beside torpor and speak for themselves: builds, and the apps of `watch`.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "async/loop.h"
#include "async/task.h"
#include "base/bytes.h"
#include "base/result.h"

namespace world {

// It inherits the environment; its input is empty.
struct ChildProgram {
  std::string name;  // a path, or a name that is looked up in PATH
  std::vector<std::string> arguments;
  std::string folder;            // where it runs; empty: where we do
  std::vector<int> descriptors;  // of ours that it has as well, under the same numbers
};

// Hears both output streams, in pieces as they come.
using ChildSays = std::function<void(base::View)>;

class Child {
 public:
  virtual ~Child() = default;  // kills it, and what it has started (its process group)
  // Its exit code, or 128 + the signal that ended it; by then all that it said was heard. Once.
  virtual async::Task<base::Result<int>> wait() = 0;
  // SIGTERM, to it alone.
  virtual void ask_to_end() = 0;
};

// Belongs to one loop and is used on its thread.
class Children {
 public:
  virtual ~Children() = default;
  // Without `says` its output streams are ours. Kind::not_found when there is no such program.
  virtual base::Result<std::unique_ptr<Child>> start(ChildProgram program, ChildSays says) = 0;
};

std::unique_ptr<Children> real_children(async::Loop& loop);

}  // namespace world
