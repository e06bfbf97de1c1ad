// Whether somebody is watching.
#pragma once

namespace world {

enum class Output { standard, error };

bool is_terminal(Output output);

}  // namespace world
