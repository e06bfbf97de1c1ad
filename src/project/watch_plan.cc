#include "project/watch_plan.h"

#include <algorithm>
#include <filesystem>

#include "base/glob.h"
#include "base/text.h"
#include "project/manifest_file.h"

namespace project {
namespace {

std::string in_normal_form(const std::string& path) {
  auto out = std::filesystem::path(path).lexically_normal().string();
  if (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

// Folders that are full of files which nobody edits. One of them counts when a pattern names it.
bool is_crowded(std::string_view name) {
  return name == "node_modules" || name == "target" || name == ".venv";
}

// Torpor's own, git's, and what vim keeps beside a file that is being edited: never.
bool is_hidden_state(std::string_view name) {
  return name == ".spin" || name == ".git" || name.ends_with(".swp");
}

// Whether something below the folder can match the pattern.
bool leads_to(const std::string& pattern, const std::string& folder) {
  const auto wanted = base::split(pattern, '/');
  const auto names = base::split(folder, '/');
  for (size_t i = 0; i < names.size(); ++i) {
    if (i + 1 >= wanted.size()) return false;
    if (wanted[i] == "**") {
      return std::ranges::none_of(names.begin() + static_cast<ptrdiff_t>(i), names.end(),
                                  is_crowded);
    }
    if (!base::glob_matches(wanted[i], names[i])) return false;
  }
  return true;
}

}  // namespace

void WatchAction::add(const WatchAction& other) {
  serve = serve || other.serve;
  everything = everything || other.everything;
  builds.insert(other.builds.begin(), other.builds.end());
}

WatchPlan::WatchPlan(const manifest::App& app, const std::string& manifest_path, Building building)
    : manifest_path_(manifest_path),
      folder_(std::filesystem::path(manifest_path).parent_path().string()) {
  for (const auto& component : app.components) add_component(component, building);
}

void WatchPlan::add_component(const manifest::Component& component, Building building) {
  if (component.build && building == Building::done_here) {
    const auto workdir = path_in(folder_, component.build->workdir);
    for (const auto& glob : component.build->watch) {
      for (const auto& pattern : base::expand_braces(glob)) {
        add_tree(workdir, pattern, component.id);
      }
    }
  }
  if (const auto* local = std::get_if<manifest::LocalSource>(&component.source)) {
    add_rule(folder_, local->path, "");
  }
  for (const auto& mount : component.files) add_tree(folder_, mount.source, "");
}

void WatchPlan::add_rule(const std::string& folder, const std::string& pattern,
                         const std::string& component) {
  rules_.push_back({in_normal_form(path_in(folder, pattern)), component});
}

// A pattern, a file, or a folder with all that is in it.
void WatchPlan::add_tree(const std::string& folder, const std::string& pattern,
                         const std::string& component) {
  add_rule(folder, pattern, component);
  if (!base::is_glob(pattern)) add_rule(folder, pattern + "/**/*", component);
}

WatchAction WatchPlan::action_for(const std::string& path) const {
  WatchAction out;
  if (is_hidden(path)) return out;
  out.everything = path == manifest_path_;
  for (const auto& rule : rules_) {
    if (!base::glob_matches(rule.pattern, path)) continue;
    if (rule.component.empty()) {
      out.serve = true;
    } else {
      out.builds.insert(rule.component);
    }
  }
  return out;
}

bool WatchPlan::enters(const std::string& folder) const {
  return !is_hidden(folder) && std::ranges::any_of(rules_, [&folder](const Rule& rule) {
    return leads_to(rule.pattern, folder);
  });
}

bool WatchPlan::is_hidden(std::string_view path) const {
  if (path.starts_with(folder_)) path.remove_prefix(folder_.size());
  return std::ranges::any_of(base::split(path, '/'), is_hidden_state);
}

std::set<std::string> WatchPlan::roots() const {
  std::set<std::string> out{folder_};
  for (const auto& rule : rules_) {
    std::string root;
    const auto segments = base::split(rule.pattern, '/');
    for (size_t i = 1; i + 1 < segments.size() && !base::is_glob(segments[i]); ++i) {
      root += "/" + std::string(segments[i]);
    }
    out.insert(root.empty() ? "/" : root);
  }
  return out;
}

}  // namespace project
