#include "cli/rest_of_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace cli {

void take_rest_of_line(CLI::App& command, std::vector<std::string>& rest) {
  command.allow_extras();
  command.final_callback([&command, &rest] { rest = command.remaining(); });
}

base::Result<> parse_up_args(const std::vector<std::string>& args, UpOptions& options) {
  CLI::App up("", "torpor up");
  declare_up_options(up, options);
  auto reversed = args;  // CLI11 takes them from the back
  std::ranges::reverse(reversed);
  try {
    up.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return base::fail(base::Kind::invalid, "{} (see torpor up --help)", error.what());
  }
  return {};
}

}  // namespace cli
