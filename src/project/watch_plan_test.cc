#include "project/watch_plan.h"

#include <gmock/gmock.h>

#include "manifest/spin_toml.h"

namespace project {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr auto text = R"(spin_manifest_version = 2
[application]
name = "a"
[[trigger.http]]
route = "/a"
component = "a"
[[trigger.http]]
route = "/b"
component = "b"
[component.a]
source = "a/target/x/a.wasm"
files = [{ source = "assets", destination = "/" }, "pages/*.html"]
[component.a.build]
command = "make"
workdir = "a"
watch = ["src/**/*.rs", "Cargo.toml", "../shared/**/*"]
[component.b]
source = "b.wasm"
[component.b.build]
command = "make"
watch = ["**/*.{js,ts}", "locales"]
)";

class WatchPlanTest : public testing::Test {
 protected:
  static WatchPlan plan(Building building = Building::done_here) {
    return {manifest::parse_spin_toml(text, {}).value(), "/p/target/app/spin.toml", building};
  }
  static std::string in_app(const std::string& path) { return "/p/target/app/" + path; }
};

TEST_F(WatchPlanTest, BuildsTheComponentWhoseFileChanged) {
  EXPECT_THAT(plan().action_for(in_app("a/src/x/lib.rs")).builds, ElementsAre("a"));
  EXPECT_THAT(plan().action_for(in_app("a/Cargo.toml")).builds, ElementsAre("a"));
  EXPECT_THAT(plan().action_for(in_app("shared/x.txt")).builds, ElementsAre("a"));
  EXPECT_THAT(plan().action_for(in_app("shared/y.js")).builds, UnorderedElementsAre("a", "b"));
}

TEST_F(WatchPlanTest, KnowsBracesAndWholeFolders) {
  for (const auto* path : {"x/y.ts", "y.js", "locales/de/x.txt"}) {
    EXPECT_THAT(plan().action_for(in_app(path)).builds, ElementsAre("b")) << path;
  }
  EXPECT_TRUE(plan().enters(in_app("locales/de")));
}

TEST_F(WatchPlanTest, ServesAgainWhenAComponentOrAFileChanged) {
  for (const auto* path : {"b.wasm", "a/target/x/a.wasm", "assets/deep/x", "pages/a.html"}) {
    const auto action = plan().action_for(in_app(path));
    EXPECT_TRUE(action.serve) << path;
    EXPECT_TRUE(action.builds.empty()) << path;
  }
}

TEST_F(WatchPlanTest, DoesEverythingWhenTheManifestChanged) {
  EXPECT_TRUE(plan().action_for(in_app("spin.toml")).everything);
}

TEST_F(WatchPlanTest, DoesNothingForOtherFiles) {
  for (const auto* path : {"README.md", "a/src/lib.c", "pages/a/b.html", "locales/.x.swp",
                           ".spin/x.js", ".git/x.js", "other/spin.toml"}) {
    EXPECT_TRUE(plan().action_for(in_app(path)).is_nothing()) << path;
  }
}

TEST_F(WatchPlanTest, LeavesBuildingToOthers) {
  EXPECT_TRUE(plan(Building::left_to_others).action_for(in_app("a/src/lib.rs")).is_nothing());
  EXPECT_TRUE(plan(Building::left_to_others).action_for(in_app("b.wasm")).serve);
}

TEST_F(WatchPlanTest, EntersFoldersThatLeadToSomething) {
  for (const auto* path : {"a", "a/src", "a/src/deep/er", "a/target/x", "assets/deep", "shared"}) {
    EXPECT_TRUE(plan().enters(in_app(path))) << path;
  }
  for (const auto* path :
       {"node_modules", "x/node_modules/y", ".git", ".spin", "a/target/y/z/target"}) {
    EXPECT_FALSE(plan().enters(in_app(path))) << path;
  }
}

TEST_F(WatchPlanTest, HasARootForEachPlace) {
  EXPECT_THAT(plan().roots(),
              UnorderedElementsAre("/p/target/app", in_app("a/src"), in_app("a"),
                                   in_app("a/Cargo.toml"), in_app("shared"), in_app("a/target/x"),
                                   in_app("assets"), in_app("pages"), in_app("locales")));
}

}  // namespace
}  // namespace project
