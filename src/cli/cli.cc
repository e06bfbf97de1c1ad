#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/up.h"
#include "cli/up_options.h"
#include "world/spd_log.h"

namespace cli {
namespace {

base::Level level_named(const std::string& name) {
  if (name == "debug") return base::Level::debug;
  if (name == "info") return base::Level::info;
  if (name == "error") return base::Level::error;
  return base::Level::warn;
}

int report(const base::Result<>& result, const Console& console) {
  if (result) return exit_ok;
  console.error(result.error().message());
  return exit_code_of(result.error().kind());
}

// Usage errors exit with 2, help and version with 0; CLI11 has words of its own for the rest.
int report(const CLI::App& root, const CLI::ParseError& error) {
  const int code = root.exit(error);
  return code == 0 ? exit_ok : exit_usage;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App root("torpor runs WebAssembly HTTP apps that sleep when idle and wake at once",
                "torpor");
  root.set_version_flag("--version", "torpor " TORPOR_VERSION);
  root.require_subcommand(1);
  root.footer("Exit codes and what to do about them: docs/errors.md");
  std::string level = "warn";
  root.add_option("--log-level", level, "What torpor itself logs to standard error")
      ->envname("TORPOR_LOG")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->type_name("debug|info|warn|error")
      ->capture_default_str();

  UpOptions up_options;
  auto* up = root.add_subcommand("up", "Serve an app until Ctrl-C or SIGTERM");
  up->alias("u");
  declare_up_options(*up, up_options);
  up->footer(
      "Examples:\n"
      "  torpor up                                  the spin.toml of this folder, on port 3000\n"
      "  torpor up -f hello.wasm --listen 0.0.0.0:80\n"
      "  torpor up --cooldown 1m --format json      sleep after a minute; routes as JSON\n"
      "  TORPOR_LOG=info torpor up                  watch components wake and fall asleep");

  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return report(root, error);
  }
  const Console console;
  const auto log = world::stderr_log(level_named(level));
  return report(run_up(up_options, console, *log), console);
}

}  // namespace cli
