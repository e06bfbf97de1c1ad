// The client of bench/wake and bench/startup. One number too precise for a script: the time from a
// request, or the start of a process, to the last byte of the answer.
//
//   client wake PORT PATH COUNT once|anew REST-MS <SERVER-LOG
//   client startup PATH COUNT CORES COMMAND...
//
// CORES: the server's, as "0,1".
#include <cstdlib>
#include <span>
#include <sstream>
#include <string_view>

#include "fail.h"
#include "startup.h"
#include "wake.h"

namespace bench {
namespace {

constexpr const char* usage =
    "usage: client wake PORT PATH COUNT once|anew REST-MS <SERVER-LOG\n"
    "       client startup PATH COUNT CORES COMMAND...";

cpu_set_t parse_cores(const std::string& text) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  std::istringstream parts(text);
  for (std::string core; std::getline(parts, core, ',');) CPU_SET(std::atoi(core.c_str()), &cores);
  return cores;
}

void run(std::span<char*> arguments) {
  const std::string_view mode = arguments.empty() ? "" : arguments[0];
  if (mode == "wake" && arguments.size() == 6) {
    const std::string_view connecting = arguments[4];
    return measure_wakes({static_cast<uint16_t>(std::atoi(arguments[1])), arguments[2],
                          std::atoi(arguments[3]),
                          connecting == "anew" ? Connecting::anew : Connecting::once,
                          std::chrono::milliseconds(std::atoi(arguments[5]))});
  }
  if (mode == "startup" && arguments.size() > 4) {
    return measure_startups({{arguments.begin() + 4, arguments.end()},
                             parse_cores(arguments[3]),
                             arguments[1],
                             std::atoi(arguments[2])});
  }
  fail(usage);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  bench::run({argv + 1, static_cast<size_t>(argc - 1)});
}
