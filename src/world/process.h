// Programs that torpor runs, from outside. Without a shell: arguments reach the program as given.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "async/loop.h"
#include "async/task.h"
#include "base/bytes.h"
#include "base/result.h"

namespace world {

struct Program {
  std::string name;  // a path, or a name that is looked up in PATH
  std::vector<std::string> arguments;
  base::Bytes input;                     // its standard input, which then ends
  size_t most_output = size_t{1} << 20;  // of each stream
};

struct ProgramResult {
  int exit_code = 0;  // 128 + the signal that ended it
  base::Bytes output;
  base::Bytes errors;
};

// Belongs to one loop and is used on its thread.
class Processes {
 public:
  virtual ~Processes() = default;
  // Runs until the program and its output have ended; it inherits the environment. Destroying the
  // task kills the program and its children (its process group). Kind::not_found when there is no
  // such program, Kind::limit when it says more than it may. Callers put a deadline on it.
  virtual async::Task<base::Result<ProgramResult>> run(Program program) = 0;
};

std::unique_ptr<Processes> real_processes(async::Loop& loop);

}  // namespace world
