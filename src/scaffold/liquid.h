// The part of the Liquid template language (shopify.github.io/liquid) that templates of apps use.
//
//   {{ project-name | kebab_case }}                 a value, through filters
//   {% if http-path == "/..." and x %} {% elsif … %} {% else %} {% endif %}, {% unless … %}
//   {% case x %}{% when "a", "b" %}…{% endcase %}, {% include "partial" %}
//   {% assign x = … %}, {% capture x %}…{% endcapture %}
//   {% comment %} … {% endcomment %}, {% raw %} … {% endraw %}; {{- -}} and {%- -%} eat white space
//
// Filters: kebab_case, snake_case, pascal_case, dotted_pascal_case, http_wildcard; append,
// capitalize, default, downcase, escape, lstrip, prepend, remove, remove_first, replace,
// replace_first, rstrip, size, strip, strip_newlines, upcase. Values are strings; an empty string
// is true, as everything is in Liquid but false and nil.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scaffold {

using Values = std::map<std::string, std::string>;

struct LiquidInput {
  const Values& values;
  const std::map<std::string, std::string>& partials;  // by name
};

// Kind::invalid for what is no Liquid, or names a value that is not there; Kind::unsupported for a
// tag or filter that is none of those above. The message has the line.
base::Result<std::string> render_liquid(std::string_view text, const LiquidInput& input);

}  // namespace scaffold
