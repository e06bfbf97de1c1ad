#include "manifest/build_reader.h"

namespace manifest {

using base::Result;

Result<std::vector<std::string>> read_commands(const Node& node) {
  if (node.is_array()) return node.strings();
  if (!node.is_string()) return node.fail_type("a string, or an array of them");
  TRY(auto command, node.string());
  return std::vector{std::move(command)};
}

Result<Build> read_build(const Node& node) {
  constexpr std::string_view keys[] = {"command", "workdir", "watch"};
  TRY(const auto table, Table::open(node, keys));
  Build out;
  TRY(const auto command, table.require("command"));
  TRY(out.commands, read_commands(command));
  TRY(out.workdir, table.string_or("workdir", ""));
  TRY(out.watch, table.strings("watch"));
  return out;
}

}  // namespace manifest
