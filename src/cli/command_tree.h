// The commands and their flags as a value: what shell completions and man pages are written from.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

struct FlagInfo {
  std::vector<std::string> names;  // "-f", "--from"; of a positional argument its name alone
  std::string value;               // "PATH"; empty for a flag without a value
  std::string help;
  std::string variable;  // of the environment; empty for none
  bool positional = false;
  bool required = false;
};

struct CommandInfo {
  std::string name, help, footer;
  std::vector<std::string> aliases;
  std::vector<FlagInfo> flags;
  std::vector<CommandInfo> commands;
};

// Without what is hidden from --help.
CommandInfo describe(const CLI::App& command);

// "a|b" -> a, b: the words that a value can only be. Empty for any other value.
std::vector<std::string> choices_of(const FlagInfo& flag);
// Whether the value is the name of a file or a folder.
bool takes_path(const FlagInfo& flag);

}  // namespace cli
