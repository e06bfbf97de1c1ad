// The variables of a component, as the engine asks for them.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace engine {

// The errors of fermyon:spin/variables, one to one.
struct VariableError {
  enum class Code {
    invalid_name,  // no variable can have this name
    undefined,     // the component has no such variable
    provider,      // its value cannot be had
    other,
  };
  Code code;
  std::string message;  // without any value
};

// Immutable; used on any thread.
class Variables {
 public:
  virtual ~Variables() = default;

  virtual std::expected<std::string, VariableError> get(std::string_view name) const = 0;
  // All of them, by name.
  using Visit = std::function<void(std::string_view name, std::string_view value)>;
  virtual std::expected<void, VariableError> visit_all(const Visit& visit) const = 0;
};

}  // namespace engine
