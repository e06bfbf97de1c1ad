#include "base/glob.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Glob, MatchesWholePaths) {
  struct Row {
    const char* pattern;
    const char* path;
    bool matches;
  };
  const Row rows[] = {
      {"a.txt", "a.txt", true},
      {"a.txt", "b.txt", false},
      {"*.txt", "a.txt", true},
      {"*.txt", "d/a.txt", false},
      {"static/*", "static/a", true},
      {"static/*", "static/d/a", false},
      {"**/*.txt", "a.txt", true},
      {"**/*.txt", "d/e/a.txt", true},
      {"static/**", "static/a/b", true},
      {"static/**", "static", true},
      {"static/**/*", "static/a", true},
      {"a?c", "abc", true},
      {"a?c", "a/c", false},
      {"[a-c]x", "bx", true},
      {"[!a-c]x", "bx", false},
      {"[!a-c]x", "dx", true},
      {"[]]x", "]x", true},
      {"[a", "[a", true},
      {"*a*b*", "xxaxxbxx", true},
      {"*a*b*", "xxbxxaxx", false},
      {"", "", true},
      {"", "a", false},
      {"**", "", true},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "a/x/y/c", false},
      {"*", ".hidden", true},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(glob_matches(row.pattern, row.path), row.matches) << row.pattern << " " << row.path;
  }
}

TEST(Glob, AHostilePatternIsNotSlow) {
  std::string pattern, text(2000, 'a');
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", text));
}

TEST(Glob, ExpandsBraces) {
  using Patterns = std::vector<std::string>;
  EXPECT_EQ(expand_braces("src/*.{js,ts}"), (Patterns{"src/*.js", "src/*.ts"}));
  EXPECT_EQ(expand_braces("{a,b{1,2}}{,x}"), (Patterns{"a", "ax", "b1", "b1x", "b2", "b2x"}));
  for (const auto* plain : {"a", "a{b", "a}b", "{", ""}) {
    EXPECT_EQ(expand_braces(plain), Patterns{plain});
  }
}

}  // namespace
}  // namespace base
