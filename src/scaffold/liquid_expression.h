// What stands between the braces of Liquid: words, values, filters and conditions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scaffold/liquid.h"

namespace scaffold {

// Names, operators, quoted strings (with their quotes) and punctuation, one by one. Kind::invalid
// for a quote that is not closed.
base::Result<std::vector<std::string_view>> split_words(std::string_view text);

// "x", a quoted string or a number. Kind::invalid when there is no value of that name.
base::Result<std::string> find_value(std::string_view word, const Values& values);

// "x | filter | filter: 'argument'"
base::Result<std::string> evaluate_output(std::string_view text, const Values& values);

// "x", "x == 'y'", "a != b and c contains 'd' or e": `and` and `or` bind from right to left, as in
// Liquid. A value of that name makes "x" true, whatever it is but "false".
base::Result<bool> evaluate_condition(std::string_view text, const Values& values);

}  // namespace scaffold
