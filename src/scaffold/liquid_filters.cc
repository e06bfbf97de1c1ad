#include "scaffold/liquid_filters.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "scaffold/names.h"

namespace scaffold {
namespace {

using std::string;
using std::string_view;
using Arguments = std::vector<string>;

string upcase(string value) {
  for (char& c : value) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return value;
}

string capitalize(string value) {
  if (!value.empty()) value.replace(0, 1, upcase(value.substr(0, 1)));
  return value;
}

constexpr string_view white = " \t\r\n";

string lstrip(string value) {
  return value.erase(0, value.find_first_not_of(white));
}

string rstrip(string value) {
  return value.erase(value.find_last_not_of(white) + 1);
}

string replace_first(string value, const string& what, const string& with) {
  const auto at = value.find(what);
  return at == string::npos ? value : value.replace(at, what.size(), with);
}

string replace_all(const string& value, const string& what, const string& with) {
  if (what.empty()) return value;
  string out;
  size_t from = 0;
  for (size_t at; (at = value.find(what, from)) != string::npos; from = at + what.size()) {
    out.append(value, from, at - from);
    out += with;
  }
  return out.append(value, from);
}

// As text of HTML. The ampersand goes first: the others have one.
string escape(string value) {
  constexpr std::pair<const char*, const char*> names[] = {
      {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}};
  for (const auto& [what, with] : names) value = replace_all(value, what, with);
  return value;
}

// In characters, as Liquid counts.
string size_of(string_view value) {
  const auto follows = [](char c) { return (c & 0xc0) == 0x80; };
  return std::to_string(value.size() - static_cast<size_t>(std::ranges::count_if(value, follows)));
}

struct Filter {
  string_view name;
  size_t arguments;
  string (*apply)(const string& value, const Arguments& arguments);
};

constexpr auto filters = std::to_array<Filter>({
    {"kebab_case", 0, [](const string& v, const Arguments&) { return kebab_case(v); }},
    {"snake_case", 0, [](const string& v, const Arguments&) { return snake_case(v); }},
    {"pascal_case", 0, [](const string& v, const Arguments&) { return pascal_case(v); }},
    {"dotted_pascal_case", 0,
     [](const string& v, const Arguments&) { return dotted_pascal_case(v); }},
    {"http_wildcard", 0, [](const string& v, const Arguments&) { return http_wildcard(v); }},
    {"append", 1, [](const string& v, const Arguments& a) { return v + a[0]; }},
    {"capitalize", 0, [](const string& v, const Arguments&) { return capitalize(v); }},
    {"default", 1, [](const string& v, const Arguments& a) { return v.empty() ? a[0] : v; }},
    {"downcase", 0, [](const string& v, const Arguments&) { return base::lower(v); }},
    {"escape", 0, [](const string& v, const Arguments&) { return escape(v); }},
    {"lstrip", 0, [](const string& v, const Arguments&) { return lstrip(v); }},
    {"prepend", 1, [](const string& v, const Arguments& a) { return a[0] + v; }},
    {"remove", 1, [](const string& v, const Arguments& a) { return replace_all(v, a[0], ""); }},
    {"remove_first", 1,
     [](const string& v, const Arguments& a) { return replace_first(v, a[0], ""); }},
    {"replace", 2, [](const string& v, const Arguments& a) { return replace_all(v, a[0], a[1]); }},
    {"replace_first", 2,
     [](const string& v, const Arguments& a) { return replace_first(v, a[0], a[1]); }},
    {"rstrip", 0, [](const string& v, const Arguments&) { return rstrip(v); }},
    {"size", 0, [](const string& v, const Arguments&) { return size_of(v); }},
    {"strip", 0, [](const string& v, const Arguments&) { return lstrip(rstrip(v)); }},
    {"strip_newlines", 0,
     [](const string& v, const Arguments&) {
       return replace_all(replace_all(v, "\r", ""), "\n", "");
     }},
    {"upcase", 0, [](const string& v, const Arguments&) { return upcase(v); }},
});

}  // namespace

base::Result<string> apply_filter(string_view name, string value, const Arguments& arguments) {
  for (const auto& filter : filters) {
    if (filter.name != name) continue;
    if (arguments.size() == filter.arguments) return filter.apply(value, arguments);
    return base::fail(base::Kind::invalid, "filter `{}` takes {} arguments, but has {}", name,
                      filter.arguments, arguments.size());
  }
  return base::fail(base::Kind::unsupported, "there is no filter `{}`", name);
}

}  // namespace scaffold
