#include "scaffold/generation.h"

#include <gmock/gmock.h>

#include "scaffold/test_house.h"

namespace scaffold {
namespace {

using testing::HasSubstr;

const std::string app = R"(spin_manifest_version = 2
[application]
name = "app"
[[trigger.http]]
route = "/old"
static_response = { body = "x" }
)";

Template sample() {
  return parse_template("sample", sample_template()).value();
}

Request for_new_app() {
  Request out;
  out.name = "My-app";
  out.output = "My-app";
  out.values = {{"http-path", "/tea"}, {"greeting", "hello"}};
  return out;
}

Request for_component(const std::string& manifest = app) {
  Request out;
  out.purpose = Purpose::add_component;
  out.name = "tea";
  out.output = "tea";
  out.manifest = manifest;
  out.values = {{"http-path", "/tea"}};
  return out;
}

TEST(Generation, MakesTheFilesOfAnApp) {
  const auto made = plan_generation(sample(), for_new_app());
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->files.at("spin.toml"), "name = \"My-app\"\n");
  EXPECT_EQ(made->files.at("Cargo.toml"), "hello");
  EXPECT_EQ(made->files.at("src/my_app.c"), "/tea");
  EXPECT_THAT(made->folders, testing::ElementsAre("assets/my-app"));
  EXPECT_FALSE(made->manifest);
}

TEST(Generation, LeavesWhatIsNoLiquidAlone) {
  const auto made = plan_generation(sample(), for_new_app());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->files.at("src/other.c"), "f({{1, 2}});\n");
  EXPECT_EQ(made->files.at("logo"), std::string("{{ x\0", 5));
}

TEST(Generation, LeavesVersionControlOut) {
  auto request = for_new_app();
  EXPECT_TRUE(plan_generation(sample(), request)->files.contains(".gitignore"));
  request.version_control = VersionControl::left_out;
  EXPECT_FALSE(plan_generation(sample(), request)->files.contains(".gitignore"));
}

TEST(Generation, AddsAComponentToAManifest) {
  const auto made = plan_generation(sample(), for_component());
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_FALSE(made->files.contains("spin.toml"));
  EXPECT_TRUE(made->manifest->starts_with(app));
  EXPECT_THAT(*made->manifest, HasSubstr("source = \"tea/a.wasm\""));
}

TEST(Generation, RefusesAComponentThatIsThereAlready) {
  const auto first = plan_generation(sample(), for_component());
  const auto second = plan_generation(sample(), for_component(*first->manifest));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message(), HasSubstr("would not be valid"));
}

TEST(Generation, ActsOnWhatTheManifestHas) {
  const auto with_redis = app + "[application.trigger.redis]\naddress = \"redis://x\"\n";
  EXPECT_FALSE(plan_generation(sample(), for_component(with_redis))->files.contains("src/other.c"));
  EXPECT_TRUE(plan_generation(sample(), for_component())->files.contains("src/other.c"));
}

TEST(Generation, RefusesValuesThatAreNotAllowed) {
  auto request = for_new_app();
  request.values["http-path"] = "tea";
  EXPECT_THAT(plan_generation(sample(), request).error().message(), HasSubstr("must match ^/"));
  request = for_new_app();
  request.values["greeting"] = "moo";
  EXPECT_THAT(plan_generation(sample(), request).error().message(), HasSubstr("hello, bye"));
  request.values.erase("greeting");
  EXPECT_THAT(plan_generation(sample(), request).error().message(), HasSubstr("needs a value"));
}

TEST(Generation, RefusesToMakeFilesOutsideItsFolder) {
  auto tree = sample_template();
  tree["content/{{ greeting }}/x"] = "";
  auto request = for_new_app();
  auto made_from = parse_template("sample", tree).value();
  made_from.parameters.back().allowed.clear();
  request.values["greeting"] = "..";
  EXPECT_EQ(plan_generation(made_from, request).error().kind(), base::Kind::invalid);
}

TEST(Generation, RefusesNamesThatNothingCanHave) {
  for (const auto* name : {"", "1a", "a-", "a--b", "a-1", "../a", ".a"}) {
    EXPECT_FALSE(check_name(name)) << name;
  }
  for (const auto* name : {"a", "My app", "a_b-c2", "caf\xc3\xa9"}) EXPECT_TRUE(check_name(name));
}

TEST(Template, ReadsWhatItSaysOfItself) {
  const auto made = sample();
  EXPECT_EQ(made.id, "sample");
  EXPECT_TRUE(made.has_tags({"http", "C"}));
  EXPECT_FALSE(made.has_tags({"http", "rust"}));
  ASSERT_EQ(made.parameters.size(), 2u);
  EXPECT_EQ(made.parameters[0].id, "http-path");
  EXPECT_TRUE(made.new_application && made.add_component);
}

TEST(Template, SaysWhereItIsWrong) {
  auto tree = sample_template();
  tree["metadata/spin-template.toml"] = "manifest_version = \"1\"\nid = 1\n";
  EXPECT_THAT(parse_template("t", tree).error().message(),
              HasSubstr("t/metadata/spin-template.toml:2:6"));
  tree["metadata/spin-template.toml"] = "manifest_version = \"1\"\nid = \"a\"\ncustom = 1\n";
  EXPECT_THAT(parse_template("t", tree).error().message(), HasSubstr("custom"));
  EXPECT_FALSE(parse_template("t", {}));
}

}  // namespace
}  // namespace scaffold
