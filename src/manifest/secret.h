// A text that must not show itself: the value of a variable. It cannot be formatted, logged or
// compared by accident; whoever hands it to a guest says reveal().
#pragma once

#include <string>
#include <utility>

namespace manifest {

class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}

  const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace manifest
