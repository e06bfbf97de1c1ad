#include <CLI/CLI.hpp>

#include "cli/build.h"
#include "cli/manifest_flags.h"
#include "cli/rest_of_line.h"

namespace cli {

void declare_build(CLI::App& root, BuildOptions& options) {
  auto* build = root.add_subcommand("build", "Build the components of an app");
  build->alias("b");
  add_manifest_flag(*build, options.from);
  add_profile_flag(*build, options.profile);
  build
      ->add_option("-c,--component-id", options.component_ids,
                   "Build only this component (may be given several times)")
      ->type_name("ID")
      ->allow_extra_args(false);
  build->add_flag("-u,--up", options.up, "Serve the app when it is built");
  build->add_flag("--skip-target-checks", options.skip_target_checks)->group("");
  build->add_flag("--skip-generate-wits", options.skip_generate_wits)->group("");
  take_rest_of_line(*build, options.up_args);
  build->footer(
      "Runs `command` of each [component.<id>.build], in its `workdir`: side by side where\n"
      "components are independent of one another. After --up come flags of `torpor up`.\n"
      "Examples:\n"
      "  torpor build                              the app of this folder\n"
      "  torpor build -c api -c web                two of its components\n"
      "  torpor build --up --listen 127.0.0.1:8080 then serve it");
}

}  // namespace cli
