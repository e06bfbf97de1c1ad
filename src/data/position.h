// Where in a text something stands: line and column, both from 1; columns count characters (code
// points), so that a caret lines up. {0, 0} is nowhere.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace data {

struct Position {
  uint32_t line = 0;
  uint32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

// The position of the byte at `offset` of `text`; of its end when the offset is beyond.
Position position_at(std::string_view text, size_t offset);

}  // namespace data
