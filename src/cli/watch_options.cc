#include <CLI/CLI.hpp>

#include "cli/manifest_flags.h"
#include "cli/rest_of_line.h"
#include "cli/watch.h"

namespace cli {

void declare_watch(CLI::App& root, WatchOptions& options) {
  auto* watch = root.add_subcommand("watch", "Build and serve an app again whenever it changes");
  watch->alias("w");
  add_manifest_flag(*watch, options.from);
  add_profile_flag(*watch, options.profile);
  watch->add_flag("-c,--clear", options.clear, "Clear the screen before each round");
  watch
      ->add_option_function<uint64_t>(
          "-d,--debounce",
          [&options](uint64_t ms) { options.debounce = std::chrono::milliseconds(ms); },
          "How long files must be quiet before anything is done [100]")
      ->check(CLI::Range(uint64_t{1}, uint64_t{60'000}).description(""))
      ->type_name("MILLISECONDS");
  watch->add_flag("--skip-build", options.skip_build,
                  "Build nothing; serve again when a component's file changes");
  take_rest_of_line(*watch, options.up_args);
  watch->footer(
      "Watched are the spin.toml, the files of `watch` in [component.<id>.build], the components\n"
      "and their `files`. Only what changed is built. The new version takes over when it is "
      "ready:\n"
      "no connection is refused, and the old one answers what it has accepted. All other flags go\n"
      "to `torpor up`. Examples:\n"
      "  torpor watch\n"
      "  torpor watch -c --listen 127.0.0.1:8080 --quiet");
}

}  // namespace cli
