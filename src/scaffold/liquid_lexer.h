// Liquid as a list of pieces: text, {{ outputs }} and {% tags %}.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scaffold {

struct LiquidPiece {
  enum class Kind { text, output, tag };
  Kind kind = Kind::text;
  std::string_view content;  // without braces, dashes and blanks around it
  size_t line = 1;
};

// The pieces are views of `text`. White space that a dash eats is gone, {% raw %} is resolved.
base::Result<std::vector<LiquidPiece>> split_liquid(std::string_view text);

}  // namespace scaffold
