// Flags that a command does not know itself, but passes on: torpor build --up --listen ADDRESS.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/up_options.h"

namespace CLI {
class App;
}

namespace cli {

// When the command is parsed, what it does not know is put into `rest`, in order.
void take_rest_of_line(CLI::App& command, std::vector<std::string>& rest);

// Reads flags of `torpor up` over what is in `options`. Kind::invalid for what `up` does not know.
base::Result<> parse_up_args(const std::vector<std::string>& args, UpOptions& options);

}  // namespace cli
