// What a command says, and to whom: results on standard output, everything else on standard error;
// colour and progress on a terminal alone.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/format.h"

namespace cli {

class Console {
 public:
  // Looks once whether standard error is a terminal; NO_COLOR and TERM=dumb are respected.
  Console();

  // Thread-safe; whole pieces are not interleaved.
  void out(std::string_view text) const;
  void err(std::string_view text) const;
  // "error: ..." with the word in red on a terminal.
  void error(std::string_view message) const;

  bool err_is_terminal() const { return err_is_terminal_; }
  // Wraps text in an ANSI style ("1" bold, "31" red) when standard error shows colour.
  std::string styled_err(std::string_view style, std::string_view text) const;

 private:
  bool err_is_terminal_, colour_;
};

}  // namespace cli
