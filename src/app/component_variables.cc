#include "app/component_variables.h"

namespace app {
namespace {

using engine::VariableError;

VariableError::Code code_of(manifest::VariableError::Code code) {
  using From = manifest::VariableError::Code;
  using To = VariableError::Code;
  switch (code) {
    case From::invalid_name:
      return To::invalid_name;
    case From::undefined:
      return To::undefined;
    case From::provider:
      return To::provider;
    case From::other:
      return To::other;
  }
  return To::other;
}

std::unexpected<VariableError> pass(manifest::VariableError error) {
  return std::unexpected(VariableError{code_of(error.code), std::move(error.message)});
}

class Given final : public engine::Variables {
 public:
  explicit Given(manifest::ComponentVariables variables) : variables_(std::move(variables)) {}

  std::expected<std::string, VariableError> get(std::string_view name) const override {
    auto value = variables_.get(name);
    if (!value) return pass(std::move(value).error());
    return value->reveal();
  }

  std::expected<void, VariableError> visit_all(const Visit& visit) const override {
    auto all = variables_.get_all();
    if (!all) return pass(std::move(all).error());
    for (const auto& [name, value] : *all) visit(name, value.reveal());
    return {};
  }

 private:
  manifest::ComponentVariables variables_;
};

}  // namespace

std::shared_ptr<const engine::Variables> make_variables(manifest::ComponentVariables variables) {
  return std::make_shared<const Given>(std::move(variables));
}

}  // namespace app
