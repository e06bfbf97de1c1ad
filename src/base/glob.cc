#include "base/glob.h"

#include <optional>
#include <span>
#include <vector>

#include "base/text.h"

namespace base {
namespace {

// Whether the class at the front of `pattern` ("[...]") holds `c`, and how long the class is.
// Nothing when it has no end: then "[" stands for itself.
struct ClassMatch {
  bool holds;
  size_t size;
};
std::optional<ClassMatch> match_class(std::string_view pattern, char c) {
  size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool holds = false;
  for (bool first = true; at < pattern.size(); first = false) {
    if (pattern[at] == ']' && !first) return ClassMatch{holds != negated, at + 1};
    const char low = pattern[at];
    const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
    const char high = range ? pattern[at + 2] : low;
    holds |= low <= c && c <= high;
    at += range ? 3 : 1;
  }
  return std::nullopt;
}

// One segment, without slashes. Backtracks to the last star only, so it is linear in practice.
bool segment_matches(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0;
  std::optional<size_t> star;
  size_t star_text = 0;
  while (t < text.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    if (p < pattern.size() && t < text.size()) {
      const auto set = pattern[p] == '[' ? match_class(pattern.substr(p), text[t]) : std::nullopt;
      if (set ? set->holds : pattern[p] == '?' || pattern[p] == text[t]) {
        p += set ? set->size : 1;
        ++t;
        continue;
      }
    }
    if (!star || star_text >= text.size()) return false;
    p = *star + 1;
    t = ++star_text;
  }
  return true;
}

// What stands between the first "{" and the "}" that closes it, cut at commas that no other braces
// are around.
struct Braces {
  size_t begin, end;  // from "{" to after "}"
  std::vector<std::string_view> choices;
};
std::optional<Braces> find_braces(std::string_view pattern) {
  const auto begin = pattern.find('{');
  if (begin == pattern.npos) return std::nullopt;
  Braces out{begin, 0, {}};
  size_t depth = 0;
  size_t from = begin + 1;
  for (size_t at = begin; at < pattern.size(); ++at) {
    const char c = pattern[at];
    depth += c == '{' ? 1u : 0u;
    depth -= c == '}' ? 1u : 0u;
    const bool closes = depth == 0;
    if (!closes && (c != ',' || depth != 1)) continue;
    out.choices.push_back(pattern.substr(from, at - from));
    from = at + 1;
    out.end = from;
    if (closes) return out;
  }
  return std::nullopt;
}

using Segments = std::span<const std::string_view>;

bool segments_match(Segments pattern, Segments path) {
  size_t p = 0, t = 0;
  std::optional<size_t> star;
  size_t star_path = 0;
  while (t < path.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      star = p++;
      star_path = t;
    } else if (p < pattern.size() && t < path.size() && segment_matches(pattern[p], path[t])) {
      ++p;
      ++t;
    } else if (star && star_path < path.size()) {
      p = *star + 1;
      t = ++star_path;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  return segments_match(split(pattern, '/'), split(path, '/'));
}

bool is_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

std::vector<std::string> expand_braces(std::string_view pattern) {
  const auto braces = find_braces(pattern);
  if (!braces) return {std::string(pattern)};
  std::vector<std::string> out;
  for (const auto choice : braces->choices) {
    auto one = std::string(pattern.substr(0, braces->begin));
    one.append(choice).append(pattern.substr(braces->end));
    for (auto& expanded : expand_braces(one)) out.push_back(std::move(expanded));
  }
  return out;
}

}  // namespace base
