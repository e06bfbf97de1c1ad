#include "cli/build_run.h"

#include <algorithm>

#include "cli/build_display.h"
#include "project/manifest_file.h"
#include "world/cores.h"

namespace cli {
namespace {

using async::Task;
using base::Result;

// Builds wait for the disk and for registries, too.
size_t builds_at_once() {
  return std::max(2u, world::usable_cores());
}

}  // namespace

BuildRun::BuildRun(async::Loop& loop, world::Clock& clock, const Console& console)
    : clock_(clock), console_(console), children_(world::real_children(loop)) {}

Task<Result<>> BuildRun::build(std::string from, std::string profile,
                               std::vector<std::string> only) {
  CO_TRY(const auto file, project::read_manifest_file(*files_, from));
  CO_TRY(const auto app, project::parse_manifest(file, profile));
  CO_TRY(const auto jobs, project::plan_builds(app, file.folder, only));
  if (jobs.empty()) {
    console_.err(base::format("{}: nothing to build: {} has a build command\n", file.path,
                              only.empty() ? "no component" : "none of these components"));
    co_return Result<>();
  }
  BuildDisplay display(console_);
  // One alone may have the terminal.
  const auto output =
      jobs.size() == 1 ? project::BuildOutput::direct : project::BuildOutput::observed;
  project::Builder builder({*children_, *files_, display}, builds_at_once(), output);
  const auto began = clock_.now();
  CO_TRY_VOID(co_await builder.run(&jobs));
  const std::chrono::duration<double> took = clock_.now() - began;
  console_.err(base::format("{} {} {} in {:.1f} s\n", console_.styled_err("1;32", "Built"),
                            jobs.size(), jobs.size() == 1 ? "component" : "components",
                            took.count()));
  for (const auto& job : jobs) {
    if (!job.product.empty() && !files_->exists(job.product)) {
      console_.err(base::format("{} {} is built, but there is no `{}` (its source in {})\n",
                                console_.styled_err("1;33", "warning:"), job.component, job.product,
                                file.path));
    }
  }
  co_return Result<>();
}

}  // namespace cli
