#include "app/executor.h"

#include "base/text.h"

namespace app {
namespace {

using base::Kind;
using base::Result;
using Handler = engine::ComponentInfo::Handler;

constexpr std::string_view handlers =
    "wasi:http/handler@0.3 or 0.3.0-rc-2026-03-15, wasi:http/incoming-handler@0.2 or a release "
    "candidate of it, or fermyon:spin/inbound-http";

std::string listed(const std::vector<std::string>& names) {
  return names.empty() ? "nothing" : base::join(names, ", ");
}

}  // namespace

Result<std::optional<std::string>> find_wagi_argv(const manifest::App& app,
                                                  const std::string& component) {
  std::optional<std::optional<std::string>> found;
  for (const auto& trigger : app.http_triggers) {
    const auto* target = std::get_if<std::string>(&trigger.target);
    if (!target || *target != component) continue;
    std::optional<std::string> argv;
    if (trigger.executor == manifest::Executor::wagi) argv = trigger.wagi_argv;
    if (found && *found != argv) {
      return base::fail(Kind::unsupported,
                        "its triggers have different executors; give it one, or make it two "
                        "components of one source");
    }
    found = std::move(argv);
  }
  return std::move(found).value_or(std::nullopt);
}

Result<> check_handler(const engine::ComponentInfo& info,
                       const std::optional<std::string>& wagi_argv) {
  if (wagi_argv) {
    if (info.handler == Handler::wagi) return {};
    return base::fail(Kind::unsupported,
                      "its executor is wagi, so it must be a command that exports wasi:cli/run "
                      "alone; it exports {}",
                      listed(info.exports));
  }
  if (info.handler == Handler::wagi) {
    return base::fail(Kind::unsupported,
                      "it is a command, which handles requests only by executor = "
                      "{{ type = \"wagi\" }}; it exports {}",
                      listed(info.exports));
  }
  if (info.handler == Handler::none) {
    return base::fail(Kind::unsupported, "it handles no HTTP requests: it exports {}, and not {}",
                      listed(info.exports), handlers);
  }
  if (info.handler == Handler::several) {
    return base::fail(Kind::unsupported,
                      "it must handle HTTP requests in one way, and several of what it exports are "
                      "handlers: {}",
                      listed(info.exports));
  }
  return {};
}

}  // namespace app
