#include "cli/doctor.h"

#include <set>

#include "cli/build_run.h"
#include "cli/foreground.h"
#include "cli/prompt.h"
#include "project/finding.h"
#include "project/manifest_checks.h"
#include "project/toolchain_checks.h"
#include "world/child.h"
#include "world/process.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;
using project::Finding;

// After each fix everything is looked at again: one may have put another right.
class Doctor {
 public:
  Doctor(const DoctorOptions& options, const Console& console)
      : options_(options),
        console_(console),
        prompt_(console),
        processes_(world::real_processes(foreground_.loop())) {}

  Result<> run() { return foreground_.run(look_and_fix()); }

 private:
  Task<Result<>> look_and_fix() {
    for (;;) {
      CO_TRY(auto findings, co_await look());
      CO_TRY(const bool fixed, co_await fix_first(&findings));
      if (fixed) continue;
      if (findings.empty()) {
        console_.out("Nothing is wrong\n");
        co_return Result<>();
      }
      co_return base::fail(Kind::invalid, "{} {} wrong", findings.size(),
                           findings.size() == 1 ? "thing is" : "things are");
    }
  }

  Task<Result<std::vector<Finding>>> look() {
    CO_TRY(file_, project::read_manifest_file(*files_, options_.from));
    if (auto finding = project::check_manifest(file_)) {
      co_return std::vector<Finding>{std::move(*finding)};
    }
    CO_TRY(const auto app, project::parse_manifest(file_, ""));
    auto out = co_await project::check_toolchains({*processes_, foreground_.clock()}, &file_, &app);
    auto more = project::check_components(*files_, file_, app);
    out.insert(out.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
    co_return out;
  }

  // Whether something was changed, so that it is worth to look again.
  Task<Result<bool>> fix_first(const std::vector<Finding>* findings) {
    for (const auto& finding : *findings) {
      if (!told_.insert(finding.problem).second) continue;
      console_.out(base::format("- {}\n  {}\n", finding.problem, finding.advice));
      if (std::holds_alternative<project::NoFix>(finding.fix)) continue;
      CO_TRY(const bool wanted, is_wanted());
      if (!wanted) continue;
      CO_TRY_VOID(co_await apply(finding.fix));
      console_.out("  Done\n");
      co_return true;
    }
    co_return false;
  }

  Result<bool> is_wanted() const {
    if (options_.fix) return true;
    if (!prompt_.is_possible()) return false;
    return prompt_.confirm("  Do it?");
  }

  Task<Result<>> apply(project::Fix fix) {
    if (const auto* edit = std::get_if<project::EditManifest>(&fix)) {
      CO_TRY(const auto info, files_->info(file_.path));
      CO_TRY_VOID(files_->write_atomic(file_.path, edit->text));
      co_return files_->set_mode(file_.path, info.mode);
    }
    if (const auto* build = std::get_if<project::BuildComponent>(&fix)) {
      BuildRun run(foreground_.loop(), foreground_.clock(), console_);
      co_return co_await run.build(options_.from, "", {build->id});
    }
    const auto& command = std::get<project::RunCommand>(fix).command;
    const auto children = world::real_children(foreground_.loop());
    CO_TRY(const auto child,
           children->start({"/bin/sh", {"-c", command}, file_.folder, {}}, nullptr));
    CO_TRY(const int code, co_await child->wait());
    if (code == 0) co_return Result<>();
    co_return base::fail(Kind::invalid, "`{}` ended with exit code {}", command, code);
  }

  const DoctorOptions& options_;
  const Console& console_;
  const Prompt prompt_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  Foreground foreground_;
  std::unique_ptr<world::Processes> processes_;
  project::ManifestFile file_;
  std::set<std::string> told_;
};

}  // namespace

Result<> run_doctor(const DoctorOptions& options, const Console& console) {
  return Doctor(options, console).run();
}

}  // namespace cli
