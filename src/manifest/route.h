// Route patterns of HTTP triggers, and the table that picks one for a path.
//
// "/a/b" is exact, "/a/:name" matches one segment and binds it, "/a/..." (or "/a/*") matches "/a"
// and all below. A missing leading slash is added, trailing ones are dropped; slashes around a
// request path do not count either. A wildcard may stand before a dot as well: "/:file.html".
//
// Precedence, segment by segment from the left: text before ":name" before "/..."; of two routes
// that agree so far, the shorter one (spinframework/spin, crates/routes/src/lib.rs). Paths are
// compared as they came, percent signs and all.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace manifest {

class Route {
 public:
  // Kind::invalid for a wildcard without a name, or one for all the rest that is not at the end.
  static base::Result<Route> parse(std::string_view pattern);

  // Names are borrowed from the route, the rest from the path that was matched.
  struct Match {
    std::vector<std::pair<std::string_view, std::string_view>> named;  // ":name" -> segment
    std::string_view trailing;  // what "/..." stood for: "" for the route itself, else with slash
  };
  // `path` starts with a slash and has no query.
  std::optional<Match> find_match(std::string_view path) const;

  const std::string& pattern() const { return pattern_; }  // as written
  const std::string& text() const { return text_; }        // normalised: "/", "/a", "/a/..."
  std::string_view prefix() const;                         // text() without "/..."
  bool has_trailing_wildcard() const { return trailing_; }

 private:
  friend class RouteTable;
  friend class RouteParser;

  // A ":name", with the text between it and the one before (or the start), without the first slash.
  struct Hole {
    std::string before;
    std::string name;
  };

  std::optional<std::string_view> find_trailing(std::string_view path, std::string_view rest) const;
  bool is_exact() const { return holes_.empty() && !trailing_; }

  std::string pattern_;
  std::string text_;
  std::vector<Hole> holes_;
  std::string tail_;  // the text after the last hole, without slashes around it and without "..."
  bool trailing_ = false;
  std::string rank_;  // orders routes: the greater goes first (RouteTable)
};

// A table of routes, each with a value of the caller's. Immutable once filled: then any thread may
// look paths up. Finding an exact route allocates nothing.
class RouteTable {
 public:
  // Returns the value of the earlier route of the same text, when there is one: the later wins.
  std::optional<size_t> add(Route route, size_t value);

  struct Found {
    size_t value;
    const Route* route;  // lives as long as the table
    Route::Match match;
  };
  std::optional<Found> find(std::string_view path) const;

 private:
  struct Entry {
    Route route;
    size_t value;
  };
  std::map<std::string, Entry, std::less<>> exact_;  // by text without slashes around it
  std::vector<Entry> patterns_;                      // best first; exact routes beat them all
};

}  // namespace manifest
