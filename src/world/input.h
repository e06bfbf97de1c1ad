// Standard input: what a user types, or a program gives.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace world {

bool input_is_terminal();

enum class Echo { shown, hidden };

// One line without its end; hidden ones do not appear on the terminal. Kind::closed at the end of
// the input. Blocks.
base::Result<std::string> read_input_line(Echo echo);

// All of it, to its end; Kind::limit above `most` bytes. Blocks.
base::Result<base::Bytes> read_input(size_t most);

}  // namespace world
