#include "cli/registry_options.h"

#include <CLI/CLI.hpp>

#include "cli/manifest_flags.h"

namespace cli {
namespace {

void declare_plain(CLI::App& command, bool& plain) {
  command.add_flag("-k,--insecure", plain,
                   "Speak plain HTTP to the registry (to this machine that is the default)");
}

void declare_cache_dir(CLI::App& command, std::optional<std::string>& folder) {
  command
      .add_option("--cache-dir", folder, "Where pulled artifacts are kept [$XDG_CACHE_HOME/torpor]")
      ->envname("TORPOR_CACHE_DIR")
      ->type_name("DIR");
}

// Other users of the machine can read a command line.
void refuse_password(CLI::App& command) {
  command
      .add_option_function<std::string>(
          "-p,--password",
          [](const std::string&) {
            throw CLI::ValidationError(
                "--password",
                "torpor takes no password on the command line, where others can see it: pipe it "
                "into --password-stdin, or leave the flag away and be asked");
          },
          "")
      ->group("");
}

void declare_login(CLI::App& registry, RegistryLoginOptions& o) {
  auto* command = registry.add_subcommand("login", "Log in to a registry");
  command->add_option("server", o.server, "The registry, such as ghcr.io")->required();
  command->add_option("-u,--username", o.user, "The user name; asked for when it is not given")
      ->type_name("NAME");
  command->add_flag("--password-stdin", o.password_from_stdin,
                    "Read the password or token from standard input");
  refuse_password(*command);
  declare_plain(*command, o.plain);
  command->footer(
      "Examples:\n"
      "  torpor registry login ghcr.io -u me\n"
      "  echo \"$TOKEN\" | torpor registry login ghcr.io -u me --password-stdin");
}

void declare_logout(CLI::App& registry, RegistryLogoutOptions& o) {
  auto* command = registry.add_subcommand("logout", "Forget the log-in to a registry");
  command->add_option("server", o.server, "The registry, such as ghcr.io")->required();
}

void declare_push(CLI::App& registry, RegistryPushOptions& o) {
  auto* command = registry.add_subcommand("push", "Push an app to a registry");
  command->add_option("reference", o.reference, "Where to: registry/repository:tag")->required();
  command->add_option("-f,--from,--file", o.from, "The app: a spin.toml or a folder that holds one")
      ->type_name("PATH")
      ->capture_default_str();
  add_profile_flag(*command, o.profile);
  command
      ->add_option("--annotation", o.annotations,
                   "Annotate the artifact; may be given several times, and beats what the app says")
      ->type_name("KEY=VALUE");
  command->add_flag("--build", o.build, "Build the app first, as torpor build does")
      ->envname("SPIN_ALWAYS_BUILD");
  command
      ->add_option("--compose", o.compose,
                   "Make one of each component and those that it depends on")
      ->type_name("true|false")
      ->capture_default_str();
  declare_plain(*command, o.plain);
  declare_cache_dir(*command, o.cache_dir);
  command->footer(
      "Examples:\n"
      "  torpor registry push ghcr.io/me/app:1.0\n"
      "  torpor registry push -f app/spin.toml localhost:5000/app\n"
      "The same app always has the same digest.");
}

void declare_pull(CLI::App& registry, RegistryPullOptions& o) {
  auto* command = registry.add_subcommand("pull", "Pull an app, so that it can run offline");
  command->add_option("reference", o.reference, "What: registry/repository:tag or @digest")
      ->required();
  declare_plain(*command, o.plain);
  declare_cache_dir(*command, o.cache_dir);
}

}  // namespace

void declare_registry_options(CLI::App& registry, RegistryOptions& options) {
  registry.require_subcommand(1);
  declare_login(registry, options.login);
  declare_logout(registry, options.logout);
  declare_push(registry, options.push);
  declare_pull(registry, options.pull);
}

}  // namespace cli
