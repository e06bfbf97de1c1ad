#include "manifest/template.h"

#include <algorithm>

#include "base/text.h"
#include "manifest/names.h"

namespace manifest {

using base::Kind;
using base::Result;

Result<Template> Template::parse(std::string_view text) {
  Template out;
  size_t at = 0;
  while (at < text.size()) {
    const auto open = std::min(text.find("{{", at), text.size());
    if (open > at) out.parts_.emplace_back(std::string(text.substr(at, open - at)));
    if (open == text.size()) break;
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) {
      return base::fail(Kind::invalid, "`{{{{` at character {} of the template is never closed",
                        open + 1);
    }
    const auto name = base::trim(text.substr(open + 2, close - open - 2));
    if (const auto wrong = find_wrong(name, NameStyle::lower_snake)) {
      return base::fail(Kind::invalid, "`{{{{ {} }}}}` names no variable: {}", name, *wrong);
    }
    out.parts_.emplace_back(Reference{std::string(name), open});
    at = close + 2;
  }
  return out;
}

bool Template::is_literal() const {
  return variables().empty();
}

std::vector<std::string_view> Template::variables() const {
  std::vector<std::string_view> out;
  for (const auto& part : parts_) {
    if (const auto* reference = std::get_if<Reference>(&part)) out.push_back(reference->variable);
  }
  return out;
}

Result<std::string> Template::resolve(const Lookup& find_value) const {
  std::string out;
  for (const auto& part : parts_) {
    if (const auto* text = std::get_if<std::string>(&part)) {
      out += *text;
      continue;
    }
    const auto& name = std::get<Reference>(part).variable;
    const auto value = find_value(name);
    if (!value) return base::fail(Kind::not_found, "the variable `{}` has no value", name);
    out += *value;
  }
  return out;
}

}  // namespace manifest
