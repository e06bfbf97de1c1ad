// The first line is a path, the others are routes: the table finds one when any of them matches,
// and what it hands out lies within the path.
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "manifest/route.h"

namespace {

bool lies_within(std::string_view part, std::string_view whole) {
  if (part.empty()) return true;
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_match(const manifest::Route::Match& match, std::string_view path) {
  CHECK(lies_within(match.trailing, path));
  for (const auto& [name, value] : match.named) {
    CHECK(!name.empty());
    CHECK(lies_within(value, path) && !value.contains('/'));
  }
}

std::vector<manifest::Route> parse_all(std::string_view text) {
  std::vector<manifest::Route> out;
  for (const auto line : base::split(text, '\n')) {
    auto route = manifest::Route::parse(line);
    if (!route) continue;
    CHECK(manifest::Route::parse(route->text())->text() == route->text());
    out.push_back(*std::move(route));
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, size_t size) {
  const std::string_view text(data, size);
  const auto end = std::min(text.find('\n'), text.size());
  const auto path = text.substr(0, end);
  const auto routes = parse_all(text.substr(std::min(end + 1, text.size())));
  manifest::RouteTable table;
  for (size_t i = 0; i < routes.size(); ++i) table.add(routes[i], i);

  const auto matches = [&](const auto& route) { return route.find_match(path).has_value(); };
  const auto found = table.find(path);
  CHECK(found.has_value() == std::ranges::any_of(routes, matches));
  if (found) {
    CHECK(found->route->text() == routes[found->value].text());
    check_match(found->match, path);
    const auto alone = routes[found->value].find_match(path);
    CHECK(alone && alone->trailing == found->match.trailing && alone->named == found->match.named);
  }
  return 0;
}
