#include "cli/author.h"

#include "base/format.h"

namespace cli {
namespace {

async::Task<std::string> find_setting(world::Processes* processes, std::string key) {
  const auto said = co_await processes->run({.name = "git", .arguments = {"config", "--get", key}});
  if (!said || said->exit_code != 0) co_return "";
  auto text = said->output;
  while (text.ends_with('\n')) text.pop_back();
  co_return text;
}

}  // namespace

async::Task<Author> find_author(world::Processes* processes) {
  Author out;
  out.name = co_await find_setting(processes, "user.name");
  const auto address = co_await find_setting(processes, "user.email");
  out.with_address = address.empty() ? out.name : base::format("{} <{}>", out.name, address);
  co_return out;
}

}  // namespace cli
