#include "store/sqlite_session.h"

#include <algorithm>

namespace store {
namespace {

constexpr size_t most_kept = 16;
constexpr size_t longest_kept = 16 * 1024;

}  // namespace

SqliteResult<Statement> Session::take(std::string_view text) {
  const auto found =
      std::ranges::find_if(recent_, [&](const auto& entry) { return entry.first == text; });
  if (found == recent_.end()) return Statement::prepare(*connection_, text);
  Statement out = std::move(found->second);
  recent_.erase(found);
  return out;
}

void Session::give_back(std::string text, Statement statement) {
  statement.reset();
  if (text.size() > longest_kept) return;
  recent_.emplace_front(std::move(text), std::move(statement));
  if (recent_.size() > most_kept) recent_.pop_back();
}

}  // namespace store
