#include "project/build_plan.h"

#include <gmock/gmock.h>

#include "manifest/spin_toml.h"

namespace project {
namespace {

using testing::ElementsAre;

// Components as "id: keys of [component.id]", each with a trigger of its own.
manifest::App app_of(std::initializer_list<std::pair<std::string, std::string>> components) {
  std::string text = "spin_manifest_version = 2\n[application]\nname = \"a\"\n";
  for (const auto& [id, keys] : components) {
    text += "[[trigger.http]]\nroute = \"/" + id + "\"\ncomponent = \"" + id + "\"\n";
    text += "[component." + id + "]\n" + keys + "\n";
  }
  auto app = manifest::parse_spin_toml(text, {});
  EXPECT_TRUE(app) << (app ? "" : app.error().message());
  return app ? std::move(*app) : manifest::App{};
}

std::string built(const std::string& folder) {
  return "source = \"" + folder + "/x.wasm\"\nbuild = { command = \"make\", workdir = \"" + folder +
         "\" }\n";
}

TEST(BuildPlan, HasAJobForEachComponentWithACommand) {
  const auto app = app_of({{"a", "source = \"a.wasm\"\nbuild = { command = [\"one\", \"two\"] }"},
                           {"b", "source = \"b.wasm\""},
                           {"c", built("sub/../c")}});
  const auto jobs = plan_builds(app, "project", {});
  ASSERT_TRUE(jobs);
  ASSERT_EQ(jobs->size(), 2u);
  EXPECT_EQ((*jobs)[0].component, "a");
  EXPECT_THAT((*jobs)[0].commands, ElementsAre("one", "two"));
  EXPECT_EQ((*jobs)[0].folder, "project");
  EXPECT_EQ((*jobs)[1].folder, "project/c");
  EXPECT_THAT((*jobs)[1].after, ElementsAre());
}

TEST(BuildPlan, PicksTheComponentsThatAreWanted) {
  const auto app = app_of({{"a", built("a")}, {"b", built("b")}});
  const auto jobs = plan_builds(app, ".", {"b"});
  ASSERT_TRUE(jobs);
  ASSERT_EQ(jobs->size(), 1u);
  EXPECT_EQ((*jobs)[0].component, "b");
}

TEST(BuildPlan, NamesAComponentThatIsNotThere) {
  const auto jobs = plan_builds(app_of({{"a", built("a")}, {"b", built("b")}}), ".", {"x"});
  ASSERT_FALSE(jobs);
  EXPECT_EQ(jobs.error().kind(), base::Kind::not_found);
  EXPECT_EQ(jobs.error().message(), "the app has no component `x`; it has a, b");
}

TEST(BuildPlan, BuildsInTheSameFolderOneAfterAnother) {
  const auto app = app_of({{"a", built("s")}, {"b", built("t")}, {"c", built("s/.")}});
  const auto jobs = plan_builds(app, ".", {});
  ASSERT_TRUE(jobs);
  EXPECT_THAT((*jobs)[1].after, ElementsAre());
  EXPECT_THAT((*jobs)[2].after, ElementsAre(0));
}

TEST(BuildPlan, BuildsADependencyFirst) {
  const auto app =
      app_of({{"a", built("a") + "dependencies = { \"x:y/z\" = { path = \"b/x.wasm\" } }"},
              {"b", built("b")}});
  const auto jobs = plan_builds(app, ".", {});
  ASSERT_TRUE(jobs) << jobs.error().message();
  EXPECT_THAT((*jobs)[0].after, ElementsAre(1));
  EXPECT_THAT((*jobs)[1].after, ElementsAre());
}

TEST(BuildPlan, ADependencyInTheSameFolderIsBuiltFirstToo) {
  const std::string here = "build = { command = \"make\" }\n";
  const auto app = app_of({{"a", "source = \"a.wasm\"\n" + here +
                                     "dependencies = { \"x:y/z\" = { path = \"b.wasm\" } }"},
                           {"b", "source = \"b.wasm\"\n" + here}});
  const auto jobs = plan_builds(app, ".", {});
  ASSERT_TRUE(jobs) << jobs.error().message();
  EXPECT_THAT((*jobs)[0].after, ElementsAre(1));
  EXPECT_THAT((*jobs)[1].after, ElementsAre());
}

TEST(BuildPlan, RefusesACircle) {
  const auto app =
      app_of({{"a", built("a") + "dependencies = { \"x:y/z\" = { path = \"b/x.wasm\" } }"},
              {"b", built("b") + "dependencies = { \"x:y/z\" = { path = \"a/x.wasm\" } }"}});
  const auto jobs = plan_builds(app, ".", {});
  ASSERT_FALSE(jobs);
  EXPECT_EQ(jobs.error().kind(), base::Kind::invalid);
}

}  // namespace
}  // namespace project
