#include "cli/build.h"

#include "base/text.h"
#include "cli/build_run.h"
#include "cli/foreground.h"
#include "cli/rest_of_line.h"
#include "cli/up.h"

namespace cli {
namespace {

using base::Kind;
using base::Result;

Result<UpOptions> up_options(const BuildOptions& options) {
  UpOptions up;
  up.from = options.from;
  up.profile = options.profile;
  TRY_VOID(parse_up_args(options.up_args, up));
  return up;
}

}  // namespace

Result<> build_app(const BuildOptions& options, const Console& console) {
  Foreground foreground;
  BuildRun run(foreground.loop(), foreground.clock(), console);
  return foreground.run(run.build(options.from, options.profile, options.component_ids));
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
