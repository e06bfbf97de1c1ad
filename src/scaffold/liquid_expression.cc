#include "scaffold/liquid_expression.h"

#include <span>

#include "scaffold/liquid_filters.h"

namespace scaffold {
namespace {

using base::Kind;
using base::Result;
using std::string;
using std::string_view;
using Words = std::span<const string_view>;

constexpr string_view blank = " \t\r\n";
constexpr string_view operators = "=!<>";
constexpr string_view punctuation = "|:,";

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

// How long the word is that the text begins with; 0 when a quote is not closed.
size_t word_length(string_view text) {
  if (is_quote(text[0])) {
    const auto end = text.find(text[0], 1);
    return end == string_view::npos ? 0 : end + 1;
  }
  if (punctuation.contains(text[0])) return 1;
  if (operators.contains(text[0])) return text.substr(1).starts_with('=') ? 2 : 1;
  const auto end = text.find_first_of(" \t\r\n=!<>|:,\"'");
  return end == string_view::npos ? text.size() : end;
}

// "filter: argument, argument", up to the next "|", which it takes too.
Result<string> filter_once(Words& words, string value, const Values& values) {
  if (words.empty()) return base::fail(Kind::invalid, "a filter must follow `|`");
  const auto name = words[0];
  words = words.subspan(1);
  std::vector<string> arguments;
  while (!words.empty() && words[0] != "|") {
    if (words[0] != ":" && words[0] != ",") {
      return base::fail(Kind::invalid, "`{}` cannot stand after `{}`", words[0], name);
    }
    if (words.size() < 2) return base::fail(Kind::invalid, "an argument of `{}` is missing", name);
    TRY(auto argument, find_value(words[1], values));
    arguments.push_back(std::move(argument));
    words = words.subspan(2);
  }
  if (!words.empty()) words = words.subspan(1);
  return apply_filter(name, std::move(value), arguments);
}

Result<bool> compare(Words words, const Values& values) {
  if (words.size() == 1) {
    const auto found = find_value(words[0], values);
    return found && *found != "false";
  }
  if (words.size() != 3) {
    return base::fail(Kind::invalid, "a condition is a value, or two with ==, != or contains");
  }
  TRY(const auto left, find_value(words[0], values));
  TRY(const auto right, find_value(words[2], values));
  if (words[1] == "==") return left == right;
  if (words[1] == "!=" || words[1] == "<>") return left != right;
  if (words[1] == "contains") return left.contains(right);
  return base::fail(Kind::unsupported, "a condition cannot have `{}`", words[1]);
}

Result<bool> evaluate_words(Words words, const Values& values) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] != "and" && words[i] != "or") continue;
    TRY(const bool left, compare(words.first(i), values));
    TRY(const bool right, evaluate_words(words.subspan(i + 1), values));
    return words[i] == "and" ? left && right : left || right;
  }
  return compare(words, values);
}

}  // namespace

Result<std::vector<string_view>> split_words(string_view text) {
  std::vector<string_view> out;
  for (;;) {
    const auto begin = text.find_first_not_of(blank);
    if (begin == string_view::npos) return out;
    text.remove_prefix(begin);
    const size_t length = word_length(text);
    if (length == 0) return base::fail(Kind::invalid, "a quote is not closed: {}", text);
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

Result<string> find_value(string_view word, const Values& values) {
  if (is_quote(word.front())) return string(word.substr(1, word.size() - 2));
  const bool number = word.find_first_not_of("-.0123456789") == string_view::npos;
  if (number || word == "true" || word == "false") return string(word);
  if (word == "nil" || word == "blank" || word == "empty") return string();
  if (const auto at = values.find(string(word)); at != values.end()) return at->second;
  return base::fail(Kind::invalid, "there is no value `{}`", word);
}

Result<string> evaluate_output(string_view text, const Values& values) {
  TRY(const auto words, split_words(text));
  if (words.empty()) return string();
  TRY(auto value, find_value(words[0], values));
  Words rest = Words(words).subspan(1);
  if (rest.empty()) return value;
  if (rest[0] != "|") return base::fail(Kind::invalid, "`{}` cannot stand after a value", rest[0]);
  rest = rest.subspan(1);
  do {
    TRY(value, filter_once(rest, std::move(value), values));
  } while (!rest.empty());
  return value;
}

Result<bool> evaluate_condition(string_view text, const Values& values) {
  TRY(const auto words, split_words(text));
  if (words.empty()) return base::fail(Kind::invalid, "a condition is missing");
  return evaluate_words(words, values);
}

}  // namespace scaffold
