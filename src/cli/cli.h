// The command line: which command, its flags, and the exit code (docs/errors.md).
#pragma once

namespace cli {

int run(int argc, char** argv);

}  // namespace cli
