// From the start of a process to the last byte of its first answer.
#pragma once

#include <sched.h>

#include <string>
#include <vector>

namespace bench {

struct StartupPlan {
  std::vector<std::string> command;  // "{port}" in it becomes a free port; [0] is a path
  cpu_set_t cores;                   // the server's
  std::string path;
  int count;
};

// Prints a line for each start: microseconds until the port is open, and until the last byte.
void measure_startups(const StartupPlan& plan);

}  // namespace bench
