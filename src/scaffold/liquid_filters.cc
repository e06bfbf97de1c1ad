#include "scaffold/liquid_filters.h"

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

string strip(const string& value) {
  const auto first = value.find_first_not_of(" \t\r\n");
  if (first == string::npos) return "";
  return value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
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
    {"prepend", 1, [](const string& v, const Arguments& a) { return a[0] + v; }},
    {"remove", 1, [](const string& v, const Arguments& a) { return replace_all(v, a[0], ""); }},
    {"replace", 2, [](const string& v, const Arguments& a) { return replace_all(v, a[0], a[1]); }},
    {"strip", 0, [](const string& v, const Arguments&) { return strip(v); }},
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
