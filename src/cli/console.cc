#include "cli/console.h"

#include <cstdlib>

#include "world/terminal.h"

namespace cli {
namespace {

bool colour_is_wanted() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (!no_colour || !*no_colour) && (!terminal || std::string_view(terminal) != "dumb");
}

void write(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);  // stdio locks the stream for the call
  std::fflush(stream);
}

}  // namespace

Console::Console()
    : err_is_terminal_(world::is_terminal(world::Output::error)), colour_(colour_is_wanted()) {}

void Console::out(std::string_view text) const {
  write(stdout, text);
}
void Console::err(std::string_view text) const {
  write(stderr, text);
}

void Console::error(std::string_view message) const {
  err(base::format("{} {}\n", styled_err("1;31", "error:"), message));
}

std::string Console::styled_err(std::string_view style, std::string_view text) const {
  if (!err_is_terminal_ || !colour_) return std::string(text);
  return base::format("\x1b[{}m{}\x1b[0m", style, text);
}

}  // namespace cli
