#include "manifest/variables.h"

#include "base/text.h"
#include "manifest/names.h"

namespace manifest {

using base::Kind;
using base::Result;

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

}  // namespace

VariableValues VariableValues::resolve(const std::map<std::string, Variable>& declared,
                                       const FindValue& find) {
  VariableValues out;
  for (const auto& [name, variable] : declared) {
    auto value = find(name);
    if (!value && variable.default_value) value = Secret(*variable.default_value);
    out.values_.emplace(name, std::move(value));
  }
  return out;
}

std::vector<std::string> VariableValues::missing() const {
  std::vector<std::string> out;
  for (const auto& [name, value] : values_) {
    if (!value) out.push_back(name);
  }
  return out;
}

Result<> VariableValues::check_complete() const {
  const auto names = missing();
  if (names.empty()) return {};
  const auto how = base::format("--variable {}=..., or SPIN_VARIABLE_{} in the environment",
                                names.front(), upper(names.front()));
  if (names.size() == 1) {
    return base::fail(Kind::invalid,
                      "the variable `{}` is required and has no value; give it with {}",
                      names.front(), how);
  }
  return base::fail(Kind::invalid,
                    "the variables `{}` are required and have no value; give each as with {}",
                    base::join(names, "`, `"), how);
}

bool VariableValues::is_declared(std::string_view variable) const {
  return values_.contains(variable);
}

const Secret* VariableValues::find(std::string_view variable) const {
  const auto found = values_.find(variable);
  return found != values_.end() && found->second ? &*found->second : nullptr;
}

Result<Secret> VariableValues::resolve(const Template& text) const {
  for (const auto name : text.variables()) {
    if (!is_declared(name)) {
      return base::fail(Kind::invalid, "the app declares no variable `{}`", name);
    }
  }
  const auto look_up = [this](std::string_view name) -> std::optional<std::string> {
    const auto* value = find(name);
    return value ? std::optional(value->reveal()) : std::nullopt;
  };
  TRY(auto resolved, text.resolve(look_up));
  return Secret(std::move(resolved));
}

Result<ComponentVariables> ComponentVariables::create(const Component& component,
                                                      const VariableValues& values) {
  ComponentVariables out;
  for (const auto& [name, text] : component.variables) {
    const auto context = [&] {
      return base::format("component.{}.variables.{}", component.id, name);
    };
    const auto parsed = Template::parse(text);
    if (!parsed) return base::pass(parsed.error(), context());
    auto value = values.resolve(*parsed);
    if (value) {
      out.values_.emplace(name, *std::move(value));
    } else if (value.error().kind() == Kind::not_found) {
      out.values_.emplace(name, std::unexpected(VariableError{VariableError::Code::provider,
                                                              value.error().message()}));
    } else {
      return base::pass(std::move(value).error(), context());
    }
  }
  return out;
}

std::expected<Secret, VariableError> ComponentVariables::get(std::string_view name) const {
  using Code = VariableError::Code;
  if (const auto wrong = find_wrong(name, NameStyle::lower_snake)) {
    return std::unexpected(
        VariableError{Code::invalid_name, base::format("`{}` is no name: {}", name, *wrong)});
  }
  const auto found = values_.find(name);
  if (found == values_.end()) {
    return std::unexpected(
        VariableError{Code::undefined, base::format("the component has no variable `{}`", name)});
  }
  return found->second;
}

std::expected<std::vector<std::pair<std::string, Secret>>, VariableError>
ComponentVariables::get_all() const {
  std::vector<std::pair<std::string, Secret>> out;
  for (const auto& [name, value] : values_) {
    if (!value) return std::unexpected(value.error());
    out.emplace_back(name, *value);
  }
  return out;
}

}  // namespace manifest
