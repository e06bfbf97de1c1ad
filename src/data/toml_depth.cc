#include "data/toml_depth.h"

#include <algorithm>
#include <string>
#include <vector>

namespace data {
namespace {

// Where the string that starts at `begin` ends: the offset after its closing quote.
size_t end_of_string(std::string_view text, size_t begin) {
  const char quote = text[begin];
  const auto three = std::string(3, quote);
  const bool multiline = text.substr(begin).starts_with(three);
  const std::string_view closing = multiline ? std::string_view(three) : text.substr(begin, 1);
  for (size_t at = begin + closing.size(); at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == '\n' && !multiline) {
      return at;  // invalid: the parser complains
    } else if (text.substr(at).starts_with(closing)) {
      at += closing.size();
      // Up to two quotes may stand before the closing three.
      while (multiline && at < text.size() && text[at] == quote) ++at;
      return at;
    }
  }
  return text.size();
}

}  // namespace

std::optional<size_t> find_too_deep(std::string_view text, size_t most) {
  std::vector<size_t> outer;  // dots of the keys whose brackets and braces are open
  size_t outer_depth = 0;     // those dots and brackets, added up
  size_t dots = 0;            // of the key, or number, at hand
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = end_of_string(text, at) - 1;
    } else if (c == '#') {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (c == '.') {
      ++dots;
    } else if (c == '[' || c == '{') {
      outer.push_back(dots);
      outer_depth += dots + 1;
      dots = 0;
    } else if ((c == ']' || c == '}') && !outer.empty()) {
      dots = outer.back();
      outer_depth -= dots + 1;
      outer.pop_back();
    } else if (c == ',' || c == '\n') {
      dots = 0;
    }
    if (outer_depth + dots > most) return at;
  }
  return std::nullopt;
}

}  // namespace data
