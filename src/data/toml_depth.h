// How deep a TOML text nests, before a recursive parser sees it: a dotted key of many thousand
// parts makes as many tables, and whoever walks them down runs out of stack.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace data {

// The offset where brackets, braces and the dots of one key together nest more than `most` deep.
// Exact for valid TOML; of an invalid text it may answer anything, since parsing fails anyway.
std::optional<size_t> find_too_deep(std::string_view text, size_t most);

}  // namespace data
