#include "scaffold/names.h"

#include <vector>

#include "base/text.h"

namespace scaffold {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
// Bytes beyond ASCII are letters.
bool belongs_to_a_word(char c) {
  return is_upper(c) || is_lower_or_digit(c) || (c & 0x80);
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

std::vector<std::string> lower_words(std::string_view name) {
  std::vector<std::string> out;
  bool begin = true;
  for (size_t i = 0; i < name.size(); ++i) {
    if (!belongs_to_a_word(name[i])) {
      begin = true;
      continue;
    }
    const bool after_lower = i > 0 && is_lower_or_digit(name[i - 1]);
    const bool ends_acronym = i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() &&
                              name[i + 1] >= 'a' && name[i + 1] <= 'z';
    if (begin || (is_upper(name[i]) && (after_lower || ends_acronym))) out.emplace_back();
    out.back() += base::lower(name[i]);
    begin = false;
  }
  return out;
}

}  // namespace

std::string kebab_case(std::string_view name) {
  return base::join(lower_words(name), "-");
}

std::string snake_case(std::string_view name) {
  return base::join(lower_words(name), "_");
}

std::string pascal_case(std::string_view name) {
  std::string out;
  for (auto& word : lower_words(name)) {
    word[0] = upper(word[0]);
    out += word;
  }
  return out;
}

std::string dotted_pascal_case(std::string_view name) {
  std::vector<std::string> parts;
  for (const auto part : base::split(name, '.')) parts.push_back(pascal_case(part));
  return base::join(parts, ".");
}

std::string http_wildcard(std::string_view route) {
  std::string out(route);
  if (out.ends_with("/...")) return out;
  return out + (out.ends_with('/') ? "..." : "/...");
}

}  // namespace scaffold
