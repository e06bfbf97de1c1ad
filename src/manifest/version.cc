#include "manifest/version.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace manifest {
namespace {

// Digits without a leading zero.
std::optional<uint64_t> find_part(std::string_view text) {
  if (text.size() > 1 && text.starts_with('0')) return std::nullopt;
  return base::find_number(text);
}

constexpr std::string_view label_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

// Dot-separated words of letters, digits and hyphens.
bool is_label(std::string_view text) {
  return std::ranges::all_of(base::split(text, '.'), [](std::string_view word) {
    return !word.empty() && word.find_first_not_of(label_letters) == std::string_view::npos;
  });
}

// What comes before and after a mark, if there is one.
struct Halves {
  std::string_view before;
  std::optional<std::string_view> after;
};
Halves split_at(std::string_view text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

bool is_wildcard(std::string_view part) {
  return part == "*" || part == "x" || part == "X";
}

// One to three numbers, of which the last may be wildcards.
bool is_partial_version(std::string_view text) {
  const auto parts = base::split(text, '.');
  if (parts.size() > 3) return false;
  const auto numbers_end = std::ranges::find_if(parts, is_wildcard);
  return std::all_of(parts.begin(), numbers_end, find_part) &&
         std::all_of(numbers_end, parts.end(), is_wildcard);
}

bool is_comparator(std::string_view text) {
  text = base::trim(text);
  for (const std::string_view mark : {">=", "<=", ">", "<", "=", "~", "^"}) {
    if (!text.starts_with(mark)) continue;
    text = base::trim(text.substr(mark.size()));
    break;
  }
  return Version::find(text) || is_partial_version(text);
}

}  // namespace

std::optional<Version> Version::find(std::string_view text) {
  const auto [rest, build] = split_at(text, '+');
  const auto [numbers, prerelease] = split_at(rest, '-');
  if ((build && !is_label(*build)) || (prerelease && !is_label(*prerelease))) return std::nullopt;
  const auto parts = base::split(numbers, '.');
  if (parts.size() != 3) return std::nullopt;
  std::array<uint64_t, 3> values;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto value = find_part(parts[i]);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return Version{values[0], values[1], values[2], std::string(prerelease.value_or(""))};
}

Version Version::track() const {
  if (!prerelease.empty()) return *this;
  if (major > 0) return {major, 0, 0, ""};
  if (minor > 0) return {0, minor, 0, ""};
  return *this;
}

bool is_version_requirement(std::string_view text) {
  return std::ranges::all_of(base::split(text, ','), is_comparator);
}

}  // namespace manifest
