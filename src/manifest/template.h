// Templates: text with "{{ name }}" in it, which stands for the value of an app variable
// (spinframework/spin, crates/expressions/src/template.rs).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace manifest {

class Template {
 public:
  struct Reference {
    std::string variable;
    size_t offset;  // of its braces in the text
  };
  using Part = std::variant<std::string, Reference>;

  // Kind::invalid for braces that do not close, and for what is no name of a variable.
  static base::Result<Template> parse(std::string_view text);

  const std::vector<Part>& parts() const { return parts_; }
  bool is_literal() const;  // names no variable
  std::vector<std::string_view> variables() const;

  // Puts in the values; Kind::not_found names the variable that `find_value` has none for.
  using Lookup = std::function<std::optional<std::string>(std::string_view variable)>;
  base::Result<std::string> resolve(const Lookup& find_value) const;

 private:
  std::vector<Part> parts_;
};

}  // namespace manifest
