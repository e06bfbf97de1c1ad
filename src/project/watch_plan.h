// What `torpor watch` does when which file changes. Pure: paths are compared as text.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/app.h"

namespace project {

enum class Building { done_here, left_to_others };  // --skip-build

// What is to be done. `everything` says that the manifest itself changed.
struct WatchAction {
  bool serve = false;            // start the app again
  bool everything = false;       // read the manifest, build all, serve
  std::set<std::string> builds;  // these components, then serve

  bool is_nothing() const { return !serve && !everything && builds.empty(); }
  void add(const WatchAction& other);
};

class WatchPlan {
 public:
  // `manifest_path` is absolute and in normal form; the app's paths are relative to its folder.
  WatchPlan(const manifest::App& app, const std::string& manifest_path, Building building);

  // For a file that changed.
  WatchAction action_for(const std::string& path) const;
  // Whether a file below the folder may lead to something.
  bool enters(const std::string& folder) const;
  // Where the files are that matter: the part of each pattern before the first wildcard. Not all
  // need be there.
  std::set<std::string> roots() const;

 private:
  struct Rule {
    std::string pattern;    // an absolute glob
    std::string component;  // to build; empty: only serve
  };
  void add_component(const manifest::Component& component, Building building);
  void add_rule(const std::string& folder, const std::string& pattern,
                const std::string& component);
  void add_tree(const std::string& folder, const std::string& pattern,
                const std::string& component);
  bool is_hidden(std::string_view path) const;

  std::string manifest_path_, folder_;
  std::vector<Rule> rules_;
};

}  // namespace project
