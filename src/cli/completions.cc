#include "cli/completions.h"

#include <functional>

#include "base/format.h"
#include "base/text.h"

namespace cli {
namespace {

using Path = std::vector<std::string>;  // of commands, below the root
using Visit = std::function<void(const Path& path, const CommandInfo& command)>;

void visit_all(const CommandInfo& command, const Path& path, const Visit& visit) {
  visit(path, command);
  for (const auto& child : command.commands) {
    auto below = path;
    below.push_back(child.name);
    visit_all(child, below, visit);
  }
}

std::string names_of(const FlagInfo& flag, std::string_view separator) {
  return base::join(flag.names, separator);
}

// In single quotes, for any of the shells.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out + "'";
}

std::vector<std::string> names_of(const CommandInfo& command) {
  auto out = command.aliases;
  out.insert(out.begin(), command.name);
  return out;
}

// What the command's arguments can only be; empty when they are files, or free.
std::vector<std::string> argument_choices(const CommandInfo& command) {
  std::vector<std::string> out;
  for (const auto& flag : command.flags) {
    if (!flag.positional) continue;
    for (auto& choice : choices_of(flag)) out.push_back(std::move(choice));
  }
  return out;
}

// What may stand after the commands of `path`: what arguments can be, commands, and flags.
std::vector<std::string> words_of(const CommandInfo& command) {
  auto out = argument_choices(command);
  for (const auto& child : command.commands) out.push_back(child.name);
  for (const auto& flag : command.flags) {
    if (flag.positional) continue;
    out.insert(out.end(), flag.names.begin(), flag.names.end());
  }
  return out;
}

// A line of bash's inner `case`: what completes the value of a flag.
std::string bash_value_case(const FlagInfo& flag) {
  const auto choices = choices_of(flag);
  const auto names = names_of(flag, "|");
  if (!choices.empty()) {
    return base::format("        {}) COMPREPLY=($(compgen -W {} -- \"$word\")); return ;;\n", names,
                        quoted(base::join(choices, " ")));
  }
  if (takes_path(flag)) {
    return base::format("        {}) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", names);
  }
  return base::format("        {}) COMPREPLY=(); return ;;\n", names);
}

std::string zsh_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string zsh_action(const FlagInfo& flag) {
  const auto choices = choices_of(flag);
  if (!choices.empty()) return "(" + base::join(choices, " ") + ")";
  return takes_path(flag) ? "_files" : " ";
}

std::string zsh_flag(const FlagInfo& flag) {
  std::string out;
  for (const auto& name : flag.names) {
    const auto value =
        flag.value.empty() ? "" : base::format(":{}:{}", zsh_escaped(flag.value), zsh_action(flag));
    out += base::format("    {}\n",
                        quoted(base::format("*{}[{}]{}", name, zsh_escaped(flag.help), value)));
  }
  return out;
}

std::string function_name(const Path& path) {
  return path.empty() ? "_torpor" : "_torpor_" + base::join(path, "_");
}

// What is free is only named. `_guard` lets flags through, which a bare space would not.
std::string zsh_argument(const FlagInfo& flag) {
  auto action = zsh_action(flag);
  if (action == " ") action = "_guard \"^-*\" " + flag.names.front();
  return quoted(base::format(":{}:{}", zsh_escaped(flag.help), action));
}

// Of a command that has none below it: its flags, then its arguments one by one.
std::string zsh_arguments(const CommandInfo& command) {
  std::string arguments;
  for (const auto& flag : command.flags) {
    if (flag.positional) arguments += " " + zsh_argument(flag);
  }
  if (arguments.empty()) arguments = " '*: :_files'";
  return base::format("  _arguments -S $flags{}\n", arguments);
}

std::string zsh_function(const Path& path, const CommandInfo& command) {
  auto out = base::format("{}() {{\n  local -a flags commands\n  flags=(\n", function_name(path));
  for (const auto& flag : command.flags) {
    if (!flag.positional) out += zsh_flag(flag);
  }
  out += "  )\n";
  if (command.commands.empty()) return out + zsh_arguments(command) + "}\n\n";
  out += "  commands=(\n";
  for (const auto& child : command.commands) {
    out += base::format("    {}\n",
                        quoted(base::format("{}:{}", child.name, zsh_escaped(child.help))));
  }
  out +=
      "  )\n"
      "  local line state\n"
      "  _arguments -C $flags '1: :->command' '*:: :->rest'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    rest) case $line[1] in\n";
  for (const auto& child : command.commands) {
    auto below = path;
    below.push_back(child.name);
    out +=
        base::format("      {}) {} ;;\n", base::join(names_of(child), "|"), function_name(below));
  }
  return out + "    esac ;;\n  esac\n}\n\n";
}

// Names of flags come one by one, short ones with -s and long ones with -l.
std::string fish_flag(const std::string& condition, const FlagInfo& flag) {
  auto out = base::format("complete -c torpor {}", condition);
  for (const auto& name : flag.names) {
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const auto choices = choices_of(flag);
  if (!flag.value.empty()) out += takes_path(flag) ? " -r -F" : " -x";
  if (!choices.empty()) out += " -a " + quoted(base::join(choices, " "));
  return out + " -d " + quoted(flag.help) + "\n";
}

// Whether the line has reached the command and none below it. `reached`: that it has, in fish's
// words; empty for the root.
std::string fish_condition(std::string_view reached, const CommandInfo& command) {
  std::vector<std::string> below;
  for (const auto& child : command.commands) below.push_back(base::join(names_of(child), " "));
  if (below.empty()) return "-n " + quoted(reached);
  return "-n " + quoted(base::format("{}{}not __fish_seen_subcommand_from {}", reached,
                                     reached.empty() ? "" : "; and ", base::join(below, " ")));
}

std::string fish_lines(const std::string& reached, const CommandInfo& command) {
  const auto condition = fish_condition(reached, command);
  std::string out;
  for (const auto& child : command.commands) {
    out += base::format("complete -c torpor -f {} -a {} -d {}\n", condition, child.name,
                        quoted(child.help));
  }
  if (const auto choices = argument_choices(command); !choices.empty()) {
    out += base::format("complete -c torpor -f {} -a {}\n", condition,
                        quoted(base::join(choices, " ")));
  }
  for (const auto& flag : command.flags) {
    if (!flag.positional) out += fish_flag(condition, flag);
  }
  for (const auto& child : command.commands) {
    out +=
        fish_lines(base::format("{}{}__fish_seen_subcommand_from {}", reached,
                                reached.empty() ? "" : "; and ", base::join(names_of(child), " ")),
                   child);
  }
  return out;
}

}  // namespace

// The words of the line choose the command; then its own words, or the values of the flag before.
std::string bash_completions(const CommandInfo& root) {
  std::string steps, cases;
  visit_all(root, {}, [&](const Path& path, const CommandInfo& command) {
    const auto here = base::join(path, " ");
    for (const auto& child : command.commands) {
      for (const auto& name : names_of(child)) {
        steps += base::format("      '{}:{}') path='{}{}{}' ;;\n", here, name, here,
                              here.empty() ? "" : " ", child.name);
      }
    }
    cases += base::format("    '{}')\n      case \"$before\" in\n", here);
    for (const auto& flag : command.flags) {
      if (!flag.positional && !flag.value.empty()) cases += bash_value_case(flag);
    }
    cases += base::format("      esac\n      words={}{} ;;\n",
                          quoted(base::join(words_of(command), " ")),
                          argument_choices(command).empty() ? "" : " files=''");
  });
  return base::format(
      "# torpor's completions for bash: torpor completions bash\n"
      "_torpor() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  local path='' words='' files='yes' i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$path:${{COMP_WORDS[i]}}\" in\n{}"
      "    esac\n"
      "  done\n"
      "  case \"$path\" in\n{}"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  [[ $word == -* || -z $files ]] || COMPREPLY+=($(compgen -f -- \"$word\"))\n"
      "}}\n"
      "complete -o filenames -F _torpor torpor\n",
      steps, cases);
}

std::string zsh_completions(const CommandInfo& root) {
  std::string out = "#compdef torpor\n# torpor's completions for zsh: torpor completions zsh\n\n";
  visit_all(root, {}, [&out](const Path& path, const CommandInfo& command) {
    out += zsh_function(path, command);
  });
  return out +
         "if [ \"$funcstack[1]\" = \"_torpor\" ]; then _torpor \"$@\"\n"
         "else compdef _torpor torpor\nfi\n";
}

std::string fish_completions(const CommandInfo& root) {
  return "# torpor's completions for fish: torpor completions fish\n" + fish_lines("", root);
}

}  // namespace cli
