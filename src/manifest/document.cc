#include "manifest/document.h"

#include <algorithm>

#include "base/format.h"

namespace manifest {
namespace {

// How much of a long line is shown around the caret, in characters.
constexpr size_t before_caret = 60, after_caret = 40;

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

// The characters [first, first + count) of a line of UTF-8, control characters as spaces so that
// each takes one column and none reaches the terminal.
std::string cut(std::string_view line, size_t first, size_t count) {
  std::string out;
  size_t character = 0;
  for (const char c : line) {
    if (begins_character(c)) ++character;
    if (character <= first) continue;
    if (character > first + count) break;
    const auto code = static_cast<unsigned char>(c);
    out += code < 0x20 || code == 0x7f ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string_view Document::find_line(uint32_t line) const {
  auto rest = text_;
  for (uint32_t i = 1; i < line; ++i) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  return rest.substr(0, rest.find('\n'));
}

Place Document::place(data::Position position) const {
  Place out;
  out.at = base::format("{}:{}:{}", file_, position.line, position.column);
  const size_t column = std::max(position.column, 1u) - 1;  // from 0
  const size_t first = column > before_caret ? column - before_caret : 0;
  const auto shown = cut(find_line(position.line), first, before_caret + after_caret);
  out.excerpt =
      base::format("{:>5} | {}\n      | {:>{}}", position.line, shown, '^', column - first + 1);
  return out;
}

}  // namespace manifest
