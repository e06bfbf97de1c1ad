// Questions to whoever sits at the terminal. They go to standard error, answers come from standard
// input.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"

namespace cli {

class Prompt {
 public:
  explicit Prompt(const Console& console) : console_(console) {}

  // Whether somebody can be asked.
  bool is_possible() const;

  using Check = std::function<base::Result<>(const std::string&)>;
  // Asks until `check` holds; an empty answer is the default, when there is one. Kind::closed when
  // the input ends.
  base::Result<std::string> ask(const std::string& question,
                                const std::optional<std::string>& fallback,
                                const Check& check) const;
  // Which of the lines, by its number. The first is the default.
  base::Result<size_t> choose(const std::string& question,
                              const std::vector<std::string>& lines) const;
  // "y" or "n"; no by default.
  base::Result<bool> confirm(const std::string& question) const;

 private:
  const Console& console_;
};

}  // namespace cli
