#include "world/input.h"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "world/system_error.h"

namespace world {
namespace {

// The terminal without echo, for as long as it lives.
class Hidden {
 public:
  Hidden() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    auto hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  Hidden(const Hidden&) = delete;
  ~Hidden() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool changed_ = false;
};

base::Result<size_t> read_some(base::MutableView room) {
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, room.data(), room.size());
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) return system_failure(errno, "reading standard input");
  }
}

}  // namespace

bool input_is_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

base::Result<std::string> read_input_line(Echo echo) {
  std::optional<Hidden> hidden;
  if (echo == Echo::hidden) hidden.emplace();
  std::string line;
  for (;;) {
    char next;  // one at a time: what follows is for the next reader
    TRY(const auto got, read_some({&next, 1}));
    if (got == 0 && line.empty()) return base::fail(base::Kind::closed, "the input has ended");
    if (got == 0 || next == '\n') return line;
    line += next;
  }
}

base::Result<base::Bytes> read_input(size_t most) {
  base::Bytes out;
  std::array<char, 4096> room;
  for (;;) {
    TRY(const auto got, read_some(room));
    if (got == 0) return out;
    if (out.size() + got > most) {
      return base::fail(base::Kind::limit, "standard input has more than {} bytes", most);
    }
    out.append(room.data(), got);
  }
}

}  // namespace world
