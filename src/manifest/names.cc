#include "manifest/names.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace manifest {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

enum class Place { first_word, later_word };

std::optional<std::string> find_wrong_word(std::string_view word, Place place) {
  if (word.empty()) return "separators stand between words, one at a time";
  const char first = word.front();
  const bool starts_well =
      is_lower(first) || is_upper(first) || (is_digit(first) && place == Place::later_word);
  if (!starts_well) return "it must start with a letter";
  // Colons within words are as old as the rule and stay.
  const auto fits = [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == ':'; };
  if (!std::ranges::all_of(word, fits)) return "words have only letters (a-z) and digits";
  if (std::ranges::any_of(word, is_upper(first) ? is_lower : is_upper)) {
    return "each word is all lower or all upper case";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_wrong(std::string_view name, NameStyle style) {
  const char separator = style == NameStyle::kebab ? '-' : '_';
  const char other = style == NameStyle::kebab ? '_' : '-';
  if (name.empty()) return "it is empty";
  if (name.contains(other)) {
    return base::format("words are separated by `{}`, not `{}`", separator, other);
  }
  auto place = Place::first_word;
  for (const auto word : base::split(name, separator)) {
    if (auto wrong = find_wrong_word(word, place)) return wrong;
    place = Place::later_word;
  }
  if (style == NameStyle::lower_snake && std::ranges::any_of(name, is_upper)) {
    return "it must be lower case";
  }
  return std::nullopt;
}

}  // namespace manifest
