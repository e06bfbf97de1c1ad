#include "cli/prompt.h"

#include "base/text.h"
#include "world/input.h"

namespace cli {

using base::Kind;
using base::Result;

bool Prompt::is_possible() const {
  return console_.err_is_terminal() && world::input_is_terminal();
}

Result<std::string> Prompt::ask(const std::string& question,
                                const std::optional<std::string>& fallback,
                                const Check& check) const {
  for (;;) {
    const auto shown = fallback && !fallback->empty() ? base::format(" [{}]", *fallback) : "";
    console_.err(base::format("{}{}: ", console_.styled_err("1", question), shown));
    TRY(auto answer, world::read_input_line(world::Echo::shown));
    answer = base::trim(answer);
    if (answer.empty() && fallback) answer = *fallback;
    const auto fine = check(answer);
    if (fine) return answer;
    console_.err(base::format("{}\n", fine.error().message()));
  }
}

Result<size_t> Prompt::choose(const std::string& question,
                              const std::vector<std::string>& lines) const {
  for (size_t i = 0; i < lines.size(); ++i) {
    console_.err(base::format("{:>3}  {}\n", i + 1, lines[i]));
  }
  const auto check = [&lines](const std::string& text) -> Result<> {
    const auto number = base::find_number(text);
    if (number && *number >= 1 && *number <= lines.size()) return {};
    return base::fail(Kind::invalid, "write a number from 1 to {}", lines.size());
  };
  TRY(const auto answer, ask(question, "1", check));
  return *base::find_number(answer) - 1;
}

Result<bool> Prompt::confirm(const std::string& question) const {
  const auto check = [](const std::string& text) -> Result<> {
    const auto answer = base::lower(text);
    if (answer == "y" || answer == "yes" || answer == "n" || answer == "no") return {};
    return base::fail(Kind::invalid, "write y or n");
  };
  TRY(const auto answer, ask(question + " (y/n)", "n", check));
  return base::lower(answer).starts_with('y');
}

}  // namespace cli
