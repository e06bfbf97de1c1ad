#include "manifest/route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace manifest {
namespace {

using testing::ElementsAre;
using testing::Pair;

struct MatchRow {
  std::string_view pattern, path;
  // "no", or "name=value ... trailing"
  std::string_view expected;
};

std::string describe(const std::optional<Route::Match>& match) {
  if (!match) return "no";
  std::string out;
  for (const auto& [name, value] : match->named) {
    out += std::string(name) + "=" + std::string(value) + " ";
  }
  return out + "[" + std::string(match->trailing) + "]";
}

TEST(Route, MatchesByTheTable) {
  const MatchRow rows[] = {
      // Exact; slashes around a path do not count.
      {"/", "/", "[]"},
      {"/", "", "[]"},
      {"/", "//", "[]"},
      {"/", "/a", "no"},
      {"/foo", "/foo", "[]"},
      {"/foo", "/foo/", "[]"},
      {"/foo", "//foo//", "[]"},
      {"/foo", "/foobar", "no"},
      {"/foo", "/fo", "no"},
      {"/foo", "/foo/bar", "no"},
      {"/foo", "/FOO", "no"},
      {"foo", "/foo", "[]"},
      {"/foo/", "/foo", "[]"},
      {"/foo/bar", "/foo/bar", "[]"},
      {"/foo/bar", "/foo//bar", "no"},
      {"/foo//bar", "/foo/bar", "[]"},
      // As it came: percent signs, dots.
      {"/a%20b", "/a%20b", "[]"},
      {"/a b", "/a%20b", "no"},
      {"/a.b", "/a.b", "[]"},
      {"/a.b", "/axb", "no"},
      {"/.well-known/x", "/.well-known/x", "[]"},
      {"/a/.b", "/a/.b", "[]"},
      {"/a/.b", "/a.b", "no"},
      {"/a...", "/a...", "[]"},
      {"/grüße/:who", "/grüße/du", "who=du []"},
      // A trailing wildcard, and what it stands for.
      {"/...", "/", "[/]"},
      {"/...", "", "[]"},
      {"/...", "//", "[/]"},
      {"/...", "/1/2/3", "[/1/2/3]"},
      {"/...", "/1/", "[/1/]"},
      {"/...", "//1", "[/1]"},
      {"/*", "/1/2", "[/1/2]"},
      {"*", "/1/2", "[/1/2]"},
      {"...", "/1/2", "[/1/2]"},
      {"/foo/...", "/foo", "[]"},
      {"/foo/...", "/foo/", "[/]"},
      {"/foo/...", "/foo//", "[/]"},
      {"/foo/...", "/foo/bar", "[/bar]"},
      {"/foo/...", "/foo/bar/", "[/bar/]"},
      {"/foo/...", "/foo/bar//", "[/bar/]"},
      {"/foo/...", "/foo//bar", "[//bar]"},
      {"/foo/...", "//foo/bar", "[/bar]"},
      {"/foo/...", "/foobar", "no"},
      {"/foo/...", "/fo", "no"},
      {"/foo/...", "/", "no"},
      {"/foo/.../", "/foo/bar", "[/bar]"},
      {"/foo/*", "/foo/bar/baz", "[/bar/baz]"},
      {"foo/...", "/foo/bar", "[/bar]"},
      // One segment each.
      {"/:a", "/x", "a=x []"},
      {"/:a", "/x/", "a=x []"},
      {"/:a", "/", "no"},
      {"/:a", "/x/y", "no"},
      {"/:a", "/x.y", "a=x.y []"},
      {"/1/:two/3", "/1/2/3", "two=2 []"},
      {"/1/:two/3", "/1/2/4", "no"},
      {"/1/:two/3", "/1//3", "two= []"},
      {"/1/:two/...", "/1/2/3", "two=2 [/3]"},
      {"/1/:two/...", "/1/2", "two=2 []"},
      {"/1/:two/...", "/1/2/", "two=2 [/]"},
      {"/1/:two/...", "/1", "no"},
      {"/1/:two/...", "/1/", "no"},
      {"/:a/:b", "/x/y", "a=x b=y []"},
      {"/:a/:b", "/x", "no"},
      {"/a:b", "/a:b", "[]"},
      // Beside a dot.
      {"/:file.html", "/x.html", "file=x []"},
      {"/:file.html", "/x.css", "no"},
      {"/:file.html", "/x.y.html", "no"},
      {"/:file.html", "/x", "no"},
      {"/:file.:type", "/x.tar.gz", "file=x type=tar.gz []"},
      {"/v.:n/a", "/v.2/a", "n=2 []"},
      {"/:a.b/:c", "/x/y", "no"},
  };
  for (const auto& row : rows) {
    const auto route = Route::parse(row.pattern);
    ASSERT_TRUE(route) << row.pattern;
    EXPECT_EQ(describe(route->find_match(row.path)), row.expected)
        << row.pattern << " on " << row.path;
  }
}

TEST(Route, KeepsWhatWasWrittenAndANormalForm) {
  struct Row {
    std::string_view pattern, text, prefix;
    bool wildcard;
  };
  const Row rows[] = {
      {"/", "/", "/", false},         {"", "/", "/", false},
      {"foo", "/foo", "/foo", false}, {"/foo/", "/foo", "/foo", false},
      {"/...", "/...", "", true},     {"/*", "/...", "", true},
      {"a/*", "/a/...", "/a", true},  {"/a/:b/...", "/a/:b/...", "/a/:b", true},
  };
  for (const auto& row : rows) {
    const auto route = Route::parse(row.pattern).value();
    EXPECT_EQ(route.pattern(), row.pattern);
    EXPECT_EQ(route.text(), row.text);
    EXPECT_EQ(route.prefix(), row.prefix);
    EXPECT_EQ(route.has_trailing_wildcard(), row.wildcard) << row.pattern;
  }
}

TEST(Route, RefusesWildcardsThatCannotBe) {
  for (const auto pattern : {"/a/:/b", "/:", "/a/*/b", "/*name", "/a/.../b", "/.../x"}) {
    const auto route = Route::parse(pattern);
    ASSERT_FALSE(route) << pattern;
    EXPECT_EQ(route.error().kind(), base::Kind::invalid);
  }
  EXPECT_EQ(Route::parse("/a/*/b").error().message(),
            "`*` stands alone at the end of a route, as in `/a/...`, or nowhere");
}

class RouteTableTest : public testing::Test {
 protected:
  std::optional<std::string> add(std::string_view pattern) {
    names_.emplace_back(pattern);
    const auto earlier = table_.add(Route::parse(pattern).value(), names_.size() - 1);
    return earlier ? std::optional(names_[*earlier] + "#" + std::to_string(*earlier))
                   : std::nullopt;
  }
  std::string find(std::string_view path) const {
    const auto found = table_.find(path);
    return found ? names_[found->value] : "none";
  }

  RouteTable table_;
  std::vector<std::string> names_;
};

TEST_F(RouteTableTest, PrefersByTheTableInAnyOrder) {
  struct Row {
    std::vector<std::string_view> routes;
    std::string_view path, winner;
  };
  const Row rows[] = {
      {{"/foo", "/foo/bar"}, "/foo", "/foo"},
      {{"/foo", "/foo/bar"}, "/foo/bar", "/foo/bar"},
      {{"/foo"}, "/bar", "none"},
      {{"/...", "/one"}, "/one", "/one"},
      {{"/...", "/one"}, "/two", "/..."},
      {{"/...", "/"}, "/", "/"},
      {{"/one/...", "/one/two/...", "/one/two/three/..."},
       "/one/two/three/four",
       "/one/two/three/..."},
      {{"/one/...", "/one/two/...", "/one/two/three/..."}, "/one/two", "/one/two/..."},
      {{"/one/...", "/one/two/...", "/one/two/three/..."}, "/one/x/three", "/one/..."},
      {{"/foo", "/foo/..."}, "/foo", "/foo"},
      {{"/foo", "/foo/..."}, "/foo/", "/foo"},
      {{"/:a", "/foo"}, "/foo", "/foo"},
      {{"/:a", "/..."}, "/foo", "/:a"},
      {{"/:a", "/..."}, "/foo/bar", "/..."},
      {{"/:a/bar", "/foo/..."}, "/foo/bar", "/foo/..."},
      {{"/foo/:b", "/:a/bar"}, "/foo/bar", "/foo/:b"},
      {{"/:a/:b", "/:a/..."}, "/x/y", "/:a/:b"},
      {{"/:a", "/:a/..."}, "/x", "/:a"},
      {{"/:a", "/:a.html"}, "/x.html", "/:a.html"},
      {{"/:a.:b", "/:a.html"}, "/x.html", "/:a.html"},
      {{"/x.html", "/:a.html"}, "/x.html", "/x.html"},
      {{"/x.:b", "/:a.html"}, "/x.html", "/x.:b"},
  };
  for (const auto& row : rows) {
    auto routes = row.routes;
    std::ranges::sort(routes);
    do {
      table_ = {};
      names_.clear();
      for (const auto route : routes) add(route);
      EXPECT_EQ(find(row.path), row.winner) << row.path;
    } while (std::ranges::next_permutation(routes).found);
  }
}

TEST_F(RouteTableTest, LetsTheLastOfTheSameTextWin) {
  EXPECT_EQ(add("/a"), std::nullopt);
  EXPECT_EQ(add("/a/"), "/a#0");
  EXPECT_EQ(add("/b/..."), std::nullopt);
  EXPECT_EQ(add("/b/*"), "/b/...#2");
  EXPECT_EQ(table_.find("/a")->value, 1u);
  EXPECT_EQ(table_.find("/b/c")->value, 3u);
}

TEST_F(RouteTableTest, LetsTheFirstOfTheSameShapeWin) {
  add("/:x");
  EXPECT_EQ(add("/:y"), std::nullopt);
  EXPECT_EQ(find("/1"), "/:x");
}

TEST_F(RouteTableTest, BorrowsTheMatchFromThePath) {
  add("/users/:id/...");
  const std::string path = "/users/7/photos/";
  const auto found = table_.find(path);
  ASSERT_TRUE(found);
  EXPECT_THAT(found->match.named, ElementsAre(Pair("id", "7")));
  EXPECT_EQ(found->match.trailing, "/photos/");
  EXPECT_GE(found->match.trailing.data(), path.data());
  EXPECT_LE(found->match.trailing.data(), path.data() + path.size());
  EXPECT_EQ(found->route->text(), "/users/:id/...");
}

}  // namespace
}  // namespace manifest
