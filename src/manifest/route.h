// Route patterns of HTTP triggers, and the table that picks one for a path.
//
// "/a/b" is exact, "/a/:name" matches one segment and binds it, "/a/..." matches "/a" and all
// below. A missing leading slash is added, a trailing one dropped. Precedence: exact segments
// before wildcards, the longest prefix first (spinframework/spin, crates/routes/src/lib.rs).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace manifest {

class Route {
 public:
  static base::Result<Route> parse(std::string_view pattern);

  struct Match {
    std::vector<std::pair<std::string, std::string>> named;  // ":name" -> segment
    std::string trailing;  // what "/..." stood for: "" for the route itself, else with its slash
  };
  std::optional<Match> find_match(std::string_view path) const;

  const std::string& text() const { return text_; }  // normalised, "/a/..."
  bool has_trailing_wildcard() const { return trailing_; }

 private:
  struct Segment {
    std::string text;
    bool named;
  };
  friend class RouteTable;
  std::string text_;
  std::vector<Segment> segments_;
  bool trailing_ = false;
};

// An immutable table of routes; the index of a route is the order of add().
class RouteTable {
 public:
  // Returns the index of the earlier route of the same text when there is one: the later wins.
  std::optional<size_t> add(Route route, size_t value);

  struct Found {
    size_t value;
    const Route* route;
    Route::Match match;
  };
  std::optional<Found> find(std::string_view path) const;

 private:
  struct Entry {
    Route route;
    size_t value;
  };
  std::vector<Entry> entries_;  // best first
};

}  // namespace manifest
