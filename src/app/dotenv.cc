#include "app/dotenv.h"

#include <algorithm>

namespace app {

using base::Kind;
using base::Result;

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_part(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& file, const Environment& environment)
      : text_(text), file_(file), environment_(environment) {}

  Result<DotenvValues> parse() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark
    while (!at_end()) TRY_VOID(parse_line());
    return std::move(out_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\n' : text_[at_]; }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\r')) ++at_;
  }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  template <class... Args>
  std::unexpected<base::Error> fail(base::FormatString<Args...> format, Args&&... args) const {
    const auto before = text_.substr(0, at_);
    return base::fail(Kind::invalid, "{}:{}: {}", file_, 1 + std::ranges::count(before, '\n'),
                      base::format(format, std::forward<Args>(args)...));
  }

  Result<> parse_line() {
    skip_blanks();
    if (take('\n')) return {};
    if (peek() == '#') {
      skip_line();
      return {};
    }
    TRY(auto name, parse_name());
    if (name == "export" && peek() != '=') {
      TRY(name, parse_name());
      if (peek() == '\n') return {};  // names one that is set elsewhere
    }
    if (!take('=')) return fail("`=` is missing after `{}`", name);
    TRY(auto value, parse_value());
    out_.try_emplace(std::move(name), std::move(value));
    return {};
  }

  // And the blanks behind it.
  Result<std::string> parse_name() {
    const size_t start = at_;
    if (!is_letter(peek())) return fail("a name must start with a letter or an underscore");
    while (is_name_part(peek()) || peek() == '.') ++at_;
    std::string name(text_.substr(start, at_ - start));
    skip_blanks();
    return name;
  }

  Result<std::string> parse_value() {
    std::string value;
    const size_t start = at_;
    skip_blanks();
    const bool is_comment = peek() == '#' && at_ > start;
    while (!is_comment && !std::string_view("\n \t\r").contains(peek())) {
      TRY_VOID(parse_piece(value));
    }
    skip_blanks();
    if (peek() == '#') skip_line();
    if (peek() != '\n') return fail("a value with spaces must be in quotes");
    return value;
  }

  Result<> parse_piece(std::string& value) {
    if (take('\'')) return parse_literal(value);
    if (take('"')) return parse_quoted(value);
    return parse_one(value);
  }

  Result<> parse_literal(std::string& value) {
    const auto end = text_.find('\'', at_);
    if (end == std::string_view::npos) return fail("the quote is not closed");
    value += text_.substr(at_, end - at_);
    at_ = end + 1;
    return {};
  }

  Result<> parse_quoted(std::string& value) {
    const size_t start = at_;
    while (!take('"')) {
      if (at_end()) {
        at_ = start;
        return fail("the quote is not closed");
      }
      TRY_VOID(parse_one(value));
    }
    return {};
  }

  // One character, escape or variable.
  Result<> parse_one(std::string& value) {
    if (take('\\')) return parse_escape(value);
    if (take('$')) return parse_variable(value);
    value += text_[at_++];
    return {};
  }

  Result<> parse_escape(std::string& value) {
    const char c = at_end() ? '\n' : text_[at_++];
    if (!std::string_view("\\'\"$ n").contains(c)) {
      --at_;
      return fail("after a backslash there may be one of \\ ' \" $ n and a space");
    }
    value += c == 'n' ? '\n' : c;
    return {};
  }

  Result<> parse_variable(std::string& value) {
    const bool braces = take('{');
    const size_t start = at_;
    while (!at_end() && is_name_part(peek())) ++at_;
    const auto name = text_.substr(start, at_ - start);
    if (braces && !take('}')) return fail("`${{` is not closed");
    if (const auto outer = environment_(name)) {
      value += *outer;
    } else if (const auto own = out_.find(name); own != out_.end()) {
      value += own->second.reveal();
    }
    return {};
  }

  std::string_view text_;
  const std::string& file_;
  const Environment& environment_;
  size_t at_ = 0;
  DotenvValues out_;
};

}  // namespace

Result<DotenvValues> parse_dotenv(std::string_view text, const std::string& file,
                                  const Environment& environment) {
  return Parser(text, file, environment).parse();
}

}  // namespace app
