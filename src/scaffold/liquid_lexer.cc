#include "scaffold/liquid_lexer.h"

#include <algorithm>

namespace scaffold {
namespace {

using base::Kind;
using base::Result;
using std::string_view;

constexpr string_view white = " \t\r\n";

string_view without_white_in_front(string_view text) {
  const auto at = text.find_first_not_of(white);
  return at == string_view::npos ? string_view() : text.substr(at);
}
string_view without_white_behind(string_view text) {
  const auto at = text.find_last_not_of(white);
  return at == string_view::npos ? string_view() : text.substr(0, at + 1);
}

class Splitting {
 public:
  explicit Splitting(string_view text) : all_(text), rest_(text) {}

  Result<std::vector<LiquidPiece>> run() {
    while (!rest_.empty()) TRY_VOID(next());
    return std::move(out_);
  }

 private:
  size_t line() const {
    const auto passed = all_.substr(0, static_cast<size_t>(rest_.data() - all_.data()));
    return 1 + static_cast<size_t>(std::ranges::count(passed, '\n'));
  }

  void add_text(string_view text) {
    if (!text.empty()) out_.push_back({LiquidPiece::Kind::text, text, line()});
  }

  Result<> next() {
    const auto open = std::min(rest_.find("{{"), rest_.find("{%"));
    auto text = rest_.substr(0, open);
    const bool eats = open != string_view::npos && rest_.substr(open + 2).starts_with('-');
    add_text(eats ? without_white_behind(text) : text);
    rest_.remove_prefix(text.size());
    return rest_.empty() ? Result<>() : markup();
  }

  // At "{{" or "{%".
  Result<> markup() {
    const bool output = rest_[1] == '{';
    const auto close = rest_.find(output ? "}}" : "%}", 2);
    if (close == string_view::npos) {
      return base::fail(Kind::invalid, "line {}: `{}` is not closed", line(), rest_.substr(0, 2));
    }
    auto content = rest_.substr(2, close - 2);
    const bool eats = content.ends_with('-');
    if (content.starts_with('-')) content.remove_prefix(1);
    if (content.ends_with('-')) content.remove_suffix(1);
    content = without_white_behind(without_white_in_front(content));
    const auto kind = output ? LiquidPiece::Kind::output : LiquidPiece::Kind::tag;
    if (!output && content == "raw") {
      rest_.remove_prefix(close + 2);
      return raw();
    }
    out_.push_back({kind, content, line()});
    rest_.remove_prefix(close + 2);
    if (eats) rest_ = without_white_in_front(rest_);
    return {};
  }

  // After {% raw %}.
  Result<> raw() {
    for (size_t at = rest_.find("{%"); at != string_view::npos; at = rest_.find("{%", at + 2)) {
      const auto close = rest_.find("%}", at);
      if (close == string_view::npos) break;
      auto content = without_white_in_front(rest_.substr(at + 2, close - at - 2));
      if (content.starts_with('-')) content = without_white_in_front(content.substr(1));
      if (!content.starts_with("endraw")) continue;
      add_text(rest_.substr(0, at));
      rest_.remove_prefix(close + 2);
      return {};
    }
    return base::fail(Kind::invalid, "line {}: there is no {{% endraw %}}", line());
  }

  string_view all_, rest_;
  std::vector<LiquidPiece> out_;
};

}  // namespace

Result<std::vector<LiquidPiece>> split_liquid(string_view text) {
  return Splitting(text).run();
}

}  // namespace scaffold
