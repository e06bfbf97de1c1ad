#include "project/build_plan.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "project/manifest_file.h"

namespace project {
namespace {

using base::Kind;
using base::Result;

std::string in_normal_form(const std::string& path) {
  auto out = std::filesystem::path(path).lexically_normal().string();
  if (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

// Whether `component` is made with what the build of `other` makes.
bool depends(const manifest::Component& component, const manifest::Component& other) {
  const auto* product = std::get_if<manifest::LocalSource>(&other.source);
  return std::ranges::any_of(component.dependencies, [&](const manifest::Dependency& dependency) {
    if (const auto* id = std::get_if<manifest::ComponentId>(&dependency.from)) {
      return id->id == other.id;
    }
    const auto* local =
        std::get_if<manifest::LocalSource>(std::get_if<manifest::Source>(&dependency.from));
    return local && product && in_normal_form(local->path) == in_normal_form(product->path);
  });
}

class Planning {
 public:
  Planning(const manifest::App& app, const std::string& folder) : app_(app), folder_(folder) {}

  Result<std::vector<BuildJob>> run(const std::vector<std::string>& only) {
    for (const auto& component : app_.components) {
      const bool wanted = only.empty() || std::ranges::find(only, component.id) != only.end();
      if (wanted && component.build) add(component);
    }
    for (size_t i = 0; i < jobs_.size(); ++i) order(i);
    TRY_VOID(check_for_circles());
    return std::move(jobs_);
  }

 private:
  void add(const manifest::Component& component) {
    const auto& build = *component.build;
    BuildJob job{component.id, build.commands, folder_, "", {}};
    if (!build.workdir.empty()) job.folder = path_in(folder_, build.workdir);
    job.folder = in_normal_form(job.folder);
    if (const auto* local = std::get_if<manifest::LocalSource>(&component.source)) {
      job.product = path_in(folder_, local->path);
    }
    jobs_.push_back(std::move(job));
    components_.push_back(&component);
  }

  void order(size_t job) {
    auto& after = jobs_[job].after;
    for (size_t other = 0; other < jobs_.size(); ++other) {
      if (other != job && depends(*components_[job], *components_[other])) after.push_back(other);
    }
    // One after another in the same folder, unless the dependencies say it the other way round.
    for (size_t other = job; other-- > 0;) {
      if (jobs_[other].folder != jobs_[job].folder) continue;
      if (!depends(*components_[other], *components_[job])) after.push_back(other);
      break;
    }
  }

  // What can be done once all that it needs is done, until nothing more can.
  Result<> check_for_circles() const {
    std::vector<bool> done(jobs_.size());
    for (bool more = true; more;) {
      more = false;
      for (size_t i = 0; i < jobs_.size(); ++i) {
        if (done[i] || !std::ranges::all_of(jobs_[i].after, [&](size_t j) { return done[j]; })) {
          continue;
        }
        done[i] = more = true;
      }
    }
    const auto stuck = std::ranges::find(done, false);
    if (stuck == done.end()) return {};
    return base::fail(Kind::invalid, "component `{}` depends on itself, by way of its dependencies",
                      jobs_[static_cast<size_t>(stuck - done.begin())].component);
  }

  const manifest::App& app_;
  const std::string& folder_;
  std::vector<BuildJob> jobs_;
  std::vector<const manifest::Component*> components_;  // of the jobs
};

}  // namespace

Result<std::vector<BuildJob>> plan_builds(const manifest::App& app, const std::string& folder,
                                          const std::vector<std::string>& only) {
  TRY_VOID(manifest::check_components(app, only));
  return Planning(app, folder).run(only);
}

}  // namespace project
