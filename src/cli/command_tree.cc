#include "cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace cli {
namespace {

FlagInfo describe(const CLI::Option& option) {
  FlagInfo out;
  out.positional = option.get_positional();
  if (out.positional) {
    out.names.push_back(option.get_single_name());
  } else {
    for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  }
  if (option.get_items_expected_max() > 0) {
    out.value = option.get_type_name();
    if (out.value.empty()) out.value = "VALUE";
  }
  out.help = option.get_description();
  out.variable = option.get_envname();
  out.required = option.get_required();
  return out;
}

}  // namespace

CommandInfo describe(const CLI::App& command) {
  CommandInfo out{command.get_name(),
                  command.get_description(),
                  command.get_footer(),
                  command.get_aliases(),
                  {},
                  {}};
  for (const auto* option : command.get_options()) {
    if (!option->get_group().empty()) out.flags.push_back(describe(*option));
  }
  for (const auto* child : command.get_subcommands([](const CLI::App*) { return true; })) {
    if (!child->get_group().empty()) out.commands.push_back(describe(*child));
  }
  return out;
}

std::vector<std::string> choices_of(const FlagInfo& flag) {
  const auto words = base::split(flag.value, '|');
  const bool lower = std::ranges::none_of(
      flag.value, [](char c) { return (c >= 'A' && c <= 'Z') || c == ' ' || c == ':'; });
  if (words.size() < 2 || !lower) return {};
  return {words.begin(), words.end()};
}

bool takes_path(const FlagInfo& flag) {
  return flag.value.contains("PATH") || flag.value.contains("FILE") || flag.value.contains("DIR");
}

}  // namespace cli
