#include "manifest/route.h"

#include <algorithm>

#include "base/text.h"

namespace manifest {

using base::Kind;
using base::Result;

namespace {

// The path without the slashes around it, as a view into it.
std::string_view without_slashes(std::string_view path) {
  const auto first = path.find_first_not_of('/');
  if (first == std::string_view::npos) return path.substr(path.size());
  return path.substr(first, path.find_last_not_of('/') - first + 1);
}

bool consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The letters of Route::rank_: one a segment, but a segment of text and wildcards ("/:a.html") has
// `mixed` and then one a part.
namespace rank {
constexpr char wildcard = '1', name = '2', mixed = '3', literal = '4';
}

bool goes_before(std::string_view a, std::string_view b) {
  const auto [x, y] = std::ranges::mismatch(a, b);
  if (x != a.end() && y != b.end()) return *x > *y;
  return a.size() < b.size();
}

}  // namespace

// Builds a Route, segment by segment.
class RouteParser {
 public:
  explicit RouteParser(std::string_view pattern) { route_.pattern_ = pattern; }

  Result<Route> run() {
    normalise();
    for (const auto segment : base::split(without_slashes(route_.prefix()), '/')) {
      if (!segment.empty()) TRY_VOID(add_segment(segment));
    }
    if (route_.trailing_) route_.rank_ += rank::wildcard;
    return std::move(route_);
  }

 private:
  void normalise() {
    auto& text = route_.text_;
    text = route_.pattern_.starts_with('/') ? "" : "/";
    text += route_.pattern_;
    while (text.ends_with('/')) text.pop_back();
    if (text.ends_with("/*")) text.replace(text.size() - 1, 1, "...");
    route_.trailing_ = text.ends_with("/...");
    if (text.empty()) text = "/";
  }

  Result<> add_segment(std::string_view segment) {
    if (segment == "..." || segment.starts_with('*')) {
      return base::fail(Kind::invalid,
                        "`{}` stands alone at the end of a route, as in `/a/...`, or nowhere",
                        segment);
    }
    if (!route_.tail_.empty() || !route_.holes_.empty()) route_.tail_ += '/';
    const auto parts = base::split(segment, '.');
    const auto is_name = [](std::string_view part) { return part.starts_with(':'); };
    const bool named = std::ranges::any_of(parts, is_name);
    if (named && parts.size() > 1) route_.rank_ += rank::mixed;
    if (!named) route_.rank_ += rank::literal;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) route_.tail_ += '.';
      if (named) route_.rank_ += is_name(parts[i]) ? rank::name : rank::literal;
      TRY_VOID(is_name(parts[i]) ? add_name(parts[i].substr(1)) : add_text(parts[i]));
    }
    return {};
  }

  Result<> add_text(std::string_view text) {
    route_.tail_ += text;
    return {};
  }

  Result<> add_name(std::string_view name) {
    if (name.empty()) return base::fail(Kind::invalid, "`:` needs a name, as in `/:id`");
    route_.holes_.push_back({std::move(route_.tail_), std::string(name)});
    route_.tail_.clear();
    return {};
  }

  Route route_;
};

Result<Route> Route::parse(std::string_view pattern) {
  return RouteParser(pattern).run();
}

std::string_view Route::prefix() const {
  std::string_view out = text_;
  if (trailing_) out.remove_suffix(std::string_view("/...").size());
  return out;
}

std::optional<Route::Match> Route::find_match(std::string_view path) const {
  Match match;
  auto rest = without_slashes(path);
  for (size_t i = 0; i < holes_.size(); ++i) {
    if (!consume(rest, holes_[i].before) || rest.empty()) return std::nullopt;
    const auto& next = i + 1 < holes_.size() ? holes_[i + 1].before : tail_;
    const auto end = rest.find_first_of(next.starts_with('.') ? "./" : "/");
    match.named.emplace_back(holes_[i].name, rest.substr(0, end));
    rest.remove_prefix(match.named.back().second.size());
  }
  if (!consume(rest, tail_)) return std::nullopt;
  if (!trailing_) return rest.empty() ? std::optional(std::move(match)) : std::nullopt;
  const auto trailing = find_trailing(path, rest);
  if (!trailing) return std::nullopt;
  match.trailing = *trailing;
  return match;
}

// `rest` is the view into `path` that the pattern has not consumed. Of slashes at the end of the
// path the wildcard takes one; of those at its start, one as well.
std::optional<std::string_view> Route::find_trailing(std::string_view path,
                                                     std::string_view rest) const {
  auto begin = static_cast<size_t>(rest.data() - path.data());
  auto end = begin + rest.size();
  const bool is_root = holes_.empty() && tail_.empty();
  if (is_root && !rest.empty() && begin > 0) --begin;
  if (!is_root && !rest.empty() && !rest.starts_with('/')) return std::nullopt;
  if (!path.ends_with('/')) return path.substr(begin, end - begin);
  // The slashes after `rest` are all there is of a path of slashes: then one stands before it.
  if (end == path.size()) return path.substr(path.size() - 1);
  return path.substr(begin, end + 1 - begin);
}

std::optional<size_t> RouteTable::add(Route route, size_t value) {
  if (route.is_exact()) {
    const auto [at, added] = exact_.try_emplace(route.tail_, Entry{route, value});
    if (added) return std::nullopt;
    const auto earlier = std::exchange(at->second, {std::move(route), value});
    return earlier.value;
  }
  for (auto& entry : patterns_) {
    if (entry.route.text_ != route.text_) continue;
    return std::exchange(entry, {std::move(route), value}).value;
  }
  const auto at = std::ranges::find_if(
      patterns_, [&](const Entry& e) { return goes_before(route.rank_, e.route.rank_); });
  patterns_.insert(at, {std::move(route), value});
  return std::nullopt;
}

std::optional<RouteTable::Found> RouteTable::find(std::string_view path) const {
  if (const auto exact = exact_.find(without_slashes(path)); exact != exact_.end()) {
    return Found{exact->second.value, &exact->second.route, {}};
  }
  for (const auto& [route, value] : patterns_) {
    if (auto match = route.find_match(path)) return Found{value, &route, std::move(*match)};
  }
  return std::nullopt;
}

}  // namespace manifest
