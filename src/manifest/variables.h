// The variables of an app: which there are, what they are worth, and what of them a component
// sees.
//
// Pure: the values come from a function (app/variables.h asks files and the environment). All of
// them are treated as secrets, whether the manifest says so or not; messages have names only.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "manifest/app.h"
#include "manifest/secret.h"
#include "manifest/template.h"

namespace manifest {

// The value that somebody outside the manifest gives a variable.
using FindValue = std::function<std::optional<Secret>(std::string_view variable)>;

// What each variable of an app is worth: what `find` says, or else its default. Immutable.
class VariableValues {
 public:
  static VariableValues resolve(const std::map<std::string, Variable>& declared,
                                const FindValue& find);

  // Required variables that nobody has given a value, sorted.
  std::vector<std::string> missing() const;
  // Kind::invalid that names all that are missing, and how to give them.
  base::Result<> check_complete() const;

  bool is_declared(std::string_view variable) const;
  const Secret* find(std::string_view variable) const;  // nullptr: not declared, or missing
  // Kind::invalid for a variable that is not declared, Kind::not_found for one that is missing.
  base::Result<Secret> resolve(const Template& text) const;

 private:
  std::map<std::string, std::optional<Secret>, std::less<>> values_;
};

// The errors of fermyon:spin/variables and spin:variables@3, one to one. As others have them:
// fermyon:spin/config: invalid-key for invalid_name, provider for undefined, other for the rest;
// wasi:config/store: none for invalid_name and undefined, upstream for provider, io for other.
struct VariableError {
  enum class Code {
    invalid_name,  // the text is no name of a variable
    undefined,     // the component has no such variable
    provider,      // it is made of a variable that has no value
    other,
  };
  Code code;
  std::string message;  // without any value
};

// The `variables` of one component, with the templates filled in. Immutable.
class ComponentVariables {
 public:
  // Kind::invalid for a template that is none, or that names a variable the app does not declare.
  // A variable that is missing is an error of those that need it, when they are asked for.
  static base::Result<ComponentVariables> create(const Component& component,
                                                 const VariableValues& values);

  std::expected<Secret, VariableError> get(std::string_view name) const;
  // All of them, by name; the first error when there is one.
  std::expected<std::vector<std::pair<std::string, Secret>>, VariableError> get_all() const;

 private:
  std::map<std::string, std::expected<Secret, VariableError>, std::less<>> values_;
};

}  // namespace manifest
