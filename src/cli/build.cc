#include "cli/build.h"

#include <algorithm>

#include "base/text.h"
#include "cli/build_display.h"
#include "cli/foreground.h"
#include "cli/rest_of_line.h"
#include "cli/up.h"
#include "project/manifest_file.h"
#include "world/cores.h"

namespace cli {
namespace {

using base::Kind;
using base::Result;

// Builds wait for the disk and for registries, too.
size_t builds_at_once() {
  return std::max(2u, world::usable_cores());
}

Result<UpOptions> up_options(const BuildOptions& options) {
  UpOptions up;
  up.from = options.from;
  up.profile = options.profile;
  TRY_VOID(parse_up_args(options.up_args, up));
  return up;
}

Result<> run_jobs(const std::vector<project::BuildJob>& jobs, const Console& console) {
  Foreground foreground;
  const auto files = world::real_files();
  const auto children = world::real_children(foreground.loop());
  BuildDisplay display(console);
  // One alone may have the terminal.
  const auto output =
      jobs.size() == 1 ? project::BuildOutput::direct : project::BuildOutput::observed;
  project::Builder builder({*children, *files, display}, builds_at_once(), output);
  const auto began = foreground.clock().now();
  TRY_VOID(foreground.run(builder.run(&jobs)));
  const std::chrono::duration<double> took = foreground.clock().now() - began;
  console.err(base::format("{} {} {} in {:.1f} s\n", console.styled_err("1;32", "Built"),
                           jobs.size(), jobs.size() == 1 ? "component" : "components",
                           took.count()));
  return {};
}

}  // namespace

Result<> build_app(const BuildOptions& options, const Console& console) {
  const auto files = world::real_files();
  TRY(const auto file, project::read_manifest_file(*files, options.from));
  TRY(const auto app, project::parse_manifest(file, options.profile));
  TRY(const auto jobs, project::plan_builds(app, file.folder, options.component_ids));
  if (!jobs.empty()) return run_jobs(jobs, console);
  console.err(base::format(
      "{}: nothing to build: no component that is wanted has a build command\n", file.path));
  return {};
}

Result<> run_build(const BuildOptions& options, const Console& console, base::Log& log) {
  if (!options.up && !options.up_args.empty()) {
    return base::fail(Kind::invalid,
                      "torpor build does not know `{}`; flags of torpor up go with --up",
                      base::join(options.up_args, " "));
  }
  TRY(const auto up, up_options(options));  // before the build, which may take long
  TRY_VOID(build_app(options, console));
  return options.up ? run_up(up, console, log) : Result<>();
}

}  // namespace cli
