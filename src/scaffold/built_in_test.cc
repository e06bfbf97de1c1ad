#include "scaffold/built_in.h"

#include <gtest/gtest.h>

#include "manifest/spin_toml.h"
#include "scaffold/catalogue.h"
#include "scaffold/generation.h"

namespace scaffold {
namespace {

const std::string app = R"(spin_manifest_version = 2
[application]
name = "app"
[[trigger.http]]
route = "/old"
static_response = { body = "x" }
)";

class BuiltInTest : public testing::Test {
 protected:
  std::vector<Template> all() {
    std::vector<base::Error> broken;
    auto out = Catalogue(*files_, "/nonexistent", must_unpack_built_in()).list(broken);
    for (const auto& error : broken) ADD_FAILURE() << error.message();
    return out;
  }
  static Request request(const Template& made_from) {
    Request out;
    out.name = "My app";
    out.output = "My_app";
    out.manifest = app;
    out.values = {{"authors", "Ann <ann@example.org>"}};
    for (const auto& parameter : made_from.parameters) {
      out.values[parameter.id] = parameter.default_value.value_or("/elsewhere");
    }
    return out;
  }
  std::unique_ptr<world::Files> files_ = world::real_files();
};

TEST_F(BuiltInTest, EveryTemplateMakesAnApp) {
  const auto templates = all();
  EXPECT_GE(templates.size(), 10u);
  for (const auto& one : templates) {
    const auto made = plan_generation(one, request(one));
    ASSERT_TRUE(made) << one.id << ": " << made.error().message();
    const auto read = manifest::parse_spin_toml(made->files.at("spin.toml"), {});
    EXPECT_TRUE(read) << one.id << ": " << read.error().message();
    EXPECT_TRUE(made->files.contains("README.md")) << one.id;
    for (const auto& [path, content] : made->files) {
      EXPECT_FALSE(content.contains("{{ project")) << one.id << "/" << path;
    }
  }
}

TEST_F(BuiltInTest, ADescriptionMayHaveQuotes) {
  for (const auto& one : all()) {
    auto wanted = request(one);
    wanted.values["project-description"] = R"(says "hi" \o/)";
    wanted.values["authors"] = R"(Ann "A" \ <ann@example.org>)";
    const auto made = plan_generation(one, wanted);
    ASSERT_TRUE(made) << one.id << ": " << made.error().message();
    const auto read = manifest::parse_spin_toml(made->files.at("spin.toml"), {});
    ASSERT_TRUE(read) << one.id << ": " << read.error().message();
    EXPECT_EQ(read->description, wanted.values["project-description"]) << one.id;
    EXPECT_EQ(read->authors, std::vector{wanted.values["authors"]}) << one.id;
  }
}

TEST_F(BuiltInTest, ADescriptionOfSeveralLinesIsRefused) {
  for (const auto& one : all()) {
    auto wanted = request(one);
    wanted.values["project-description"] = "one\ntwo";
    const auto made = plan_generation(one, wanted);
    ASSERT_FALSE(made) << one.id;
    EXPECT_EQ(made.error().kind(), base::Kind::invalid);
  }
}

TEST_F(BuiltInTest, EveryTemplateButTheEmptyAddsToAnApp) {
  for (const auto& one : all()) {
    auto wanted = request(one);
    wanted.purpose = Purpose::add_component;
    const auto made = plan_generation(one, wanted);
    EXPECT_EQ(made.has_value(), one.id != "http-empty") << one.id;
    if (made) EXPECT_FALSE(made->files.contains("spin.toml")) << one.id;
  }
}

}  // namespace
}  // namespace scaffold
