#include "world/terminal.h"

#include <unistd.h>

namespace world {

bool is_terminal(Output output) {
  return ::isatty(output == Output::standard ? STDOUT_FILENO : STDERR_FILENO) == 1;
}

}  // namespace world
