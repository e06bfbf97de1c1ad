#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cli/build.h"
#include "cli/cache.h"
#include "cli/console.h"
#include "cli/doctor.h"
#include "cli/exit_code.h"
#include "cli/new_app.h"
#include "cli/registry_login.h"
#include "cli/registry_options.h"
#include "cli/registry_pull.h"
#include "cli/registry_push.h"
#include "cli/self_description.h"
#include "cli/templates.h"
#include "cli/up.h"
#include "cli/up_options.h"
#include "cli/watch.h"
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

// The word that stands where a command should, with what it may have been; CLI11 does not tell.
std::optional<std::string> find_unknown_command(const CLI::App& root) {
  const auto* group = &root;
  while (!group->get_subcommands().empty()) group = group->get_subcommands().front();
  const auto rest = root.remaining(true);
  const auto word =
      std::ranges::find_if(rest, [](const auto& one) { return !one.starts_with('-'); });
  if (group->get_require_subcommand_min() == 0 || word == rest.end()) return std::nullopt;
  std::vector<std::string_view> names;
  for (const auto* command : group->get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const auto nearest = base::find_nearest(*word, names);
  return base::format("`{}` has no command `{}`{}", group->get_name(), *word,
                      nearest ? base::format("; did you mean `{}`?", *nearest) : "");
}

// Usage errors exit with 2, help and version with 0; CLI11 has words of its own for the rest.
int report(const CLI::App& root, const CLI::ParseError& error) {
  if (error.get_name() == "RequiredError") {
    if (const auto unknown = find_unknown_command(root)) {
      std::cerr << *unknown << "\nRun with --help for more information.\n";
      return exit_usage;
    }
  }
  const int code = root.exit(error);
  return code == 0 ? exit_ok : exit_usage;
}

struct Options {
  std::string level = "warn";
  NewOptions make, add;
  TemplatesOptions templates;
  BuildOptions build;
  WatchOptions watch;
  DoctorOptions doctor;
  SelfDescriptionOptions self;
  UpOptions up;
  RegistryOptions registry;
  CacheOptions cache;
};

void declare_up(CLI::App& root, UpOptions& options) {
  auto* up = root.add_subcommand("up", "Serve an app until Ctrl-C or SIGTERM");
  up->alias("u");
  declare_up_options(*up, options);
  up->footer(
      "Examples:\n"
      "  torpor up                                  the spin.toml of this folder, on port 3000\n"
      "  torpor up -f hello.wasm --listen 0.0.0.0:80\n"
      "  torpor up -f ghcr.io/me/app:1.0            pulled from a registry, if need be\n"
      "  torpor up --cooldown 1m --format json      sleep after a minute; routes as JSON\n"
      "  TORPOR_LOG=info torpor up                  watch components wake and fall asleep");
}

void declare(CLI::App& root, Options& options) {
  root.set_version_flag("--version", "torpor " TORPOR_VERSION);
  root.require_subcommand(1);
  root.footer("Exit codes and what to do about them: docs/errors.md");
  root.add_option("--log-level", options.level, "What torpor itself logs to standard error")
      ->envname("TORPOR_LOG")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}).description(""))
      ->type_name("debug|info|warn|error")
      ->capture_default_str();
  declare_new(root, options.make);
  declare_add(root, options.add);
  declare_build(root, options.build);
  declare_watch(root, options.watch);
  declare_up(root, options.up);
  declare_doctor(root, options.doctor);
  auto* registry = root.add_subcommand("registry", "Push apps to registries, and pull them");
  registry->alias("oci");
  declare_registry_options(*registry, options.registry);
  declare_templates(root, options.templates);
  auto* cache = root.add_subcommand("cache", "Look after what was pulled and precompiled");
  declare_cache_options(*cache, options.cache);
  declare_self_description(root, options.self);
}

base::Result<> run_registry(const CLI::App& command, const RegistryOptions& options,
                            const Console& console, base::Log& log) {
  if (command.got_subcommand("login")) return run_registry_login(options.login, console, log);
  if (command.got_subcommand("logout")) return run_registry_logout(options.logout, console);
  if (command.got_subcommand("push")) return run_registry_push(options.push, console, log);
  return run_registry_pull(options.pull, console, log);
}

base::Result<> run_chosen(const CLI::App& root, const Options& o, const Console& console,
                          base::Log& log) {
  const std::pair<const char*, std::function<base::Result<>()>> commands[] = {
      {"new", [&] { return run_new(o.make, console); }},
      {"add", [&] { return run_add(o.add, console); }},
      {"templates", [&] { return run_templates(o.templates, console); }},
      {"build", [&] { return run_build(o.build, console, log); }},
      {"watch", [&] { return run_watch(o.watch, console); }},
      {"up", [&] { return run_up(o.up, console, log); }},
      {"doctor", [&] { return run_doctor(o.doctor, console); }},
      {"registry",
       [&] { return run_registry(*root.get_subcommand("registry"), o.registry, console, log); }},
      {"cache", [&] { return run_cache(o.cache, console); }},
      {"completions", [&] { return run_completions(o.self, describe(root), console); }},
      {"man", [&] { return run_man(o.self, describe(root), console); }},
  };
  for (const auto& [name, run] : commands) {
    if (root.got_subcommand(name)) return run();
  }
  __builtin_unreachable();  // require_subcommand(1)
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App root("torpor runs WebAssembly HTTP apps that sleep when idle and wake at once",
                "torpor");
  Options options;
  declare(root, options);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return report(root, error);
  }
  const Console console;
  const auto log = world::stderr_log(level_named(options.level));
  return report(run_chosen(root, options, console, *log), console);
}

}  // namespace cli
