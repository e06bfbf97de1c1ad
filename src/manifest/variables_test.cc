#include "manifest/variables.h"

#include <gmock/gmock.h>

namespace manifest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Code = VariableError::Code;
using Given = std::map<std::string, std::string, std::less<>>;

std::map<std::string, Variable> declared() {
  return {{"greeting", {.default_value = "hello"}},
          {"password", {.required = true, .secret = true}},
          {"user", {.required = true}}};
}

VariableValues resolve(const Given& given) {
  return VariableValues::resolve(declared(), [&](std::string_view name) -> std::optional<Secret> {
    const auto found = given.find(name);
    return found == given.end() ? std::nullopt : std::optional(Secret(found->second));
  });
}

Component component(std::map<std::string, std::string> variables) {
  Component out;
  out.id = "hello";
  out.variables = std::move(variables);
  return out;
}

TEST(Variables, WhatIsGivenGoesBeforeTheDefault) {
  EXPECT_EQ(resolve({}).find("greeting")->reveal(), "hello");
  EXPECT_EQ(resolve({{"greeting", "hi"}}).find("greeting")->reveal(), "hi");
  EXPECT_EQ(resolve({{"greeting", ""}}).find("greeting")->reveal(), "");
}

TEST(Variables, WhatIsRequiredMustBeGiven) {
  EXPECT_TRUE(resolve({{"password", "x"}, {"user", "y"}}).check_complete());
  const auto one = resolve({{"user", "y"}});
  EXPECT_THAT(one.missing(), ElementsAre("password"));
  EXPECT_EQ(one.check_complete().error().message(),
            "the variable `password` is required and has no value; give it with --variable "
            "password=..., or SPIN_VARIABLE_PASSWORD in the environment");
  EXPECT_THAT(resolve({}).check_complete().error().message(),
              HasSubstr("the variables `password`, `user` are required"));
}

TEST(Variables, WhatIsNotDeclaredIsNotThere) {
  EXPECT_EQ(resolve({{"other", "x"}}).find("other"), nullptr);
  EXPECT_FALSE(resolve({{"other", "x"}}).is_declared("other"));
}

TEST(Variables, TemplatesAreFilledIn) {
  const auto values = resolve({{"password", "p"}, {"user", "u"}});
  const auto variables = *ComponentVariables::create(
      component({{"url", "db://{{ user }}:{{password}}@host"}, {"plain", "text"}}), values);
  EXPECT_EQ(variables.get("url")->reveal(), "db://u:p@host");
  EXPECT_EQ(variables.get("plain")->reveal(), "text");
  const auto all = *variables.get_all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].first, "plain");
  EXPECT_EQ(all[1].second.reveal(), "db://u:p@host");
}

TEST(Variables, AComponentSeesOnlyItsOwn) {
  const auto variables = *ComponentVariables::create(component({}), resolve({{"user", "u"}}));
  EXPECT_EQ(variables.get("user").error().code, Code::undefined);
  EXPECT_EQ(variables.get("Not-a-name").error().code, Code::invalid_name);
  EXPECT_EQ(variables.get("").error().code, Code::invalid_name);
}

TEST(Variables, WhatIsMissingIsAnErrorOfThoseThatNeedIt) {
  const auto variables =
      *ComponentVariables::create(component({{"secret", "{{ password }}"}, {"user", "{{ user }}"}}),
                                  resolve({{"user", "ann"}}));
  EXPECT_EQ(variables.get("user")->reveal(), "ann");
  EXPECT_EQ(variables.get("secret").error().code, Code::provider);
  EXPECT_EQ(variables.get("secret").error().message, "the variable `password` has no value");
  EXPECT_EQ(variables.get_all().error().code, Code::provider);
}

TEST(Variables, ATemplateNamesVariablesOfTheApp) {
  const auto unknown = ComponentVariables::create(component({{"a", "{{ other }}"}}), resolve({}));
  EXPECT_EQ(unknown.error().message(),
            "component.hello.variables.a: the app declares no variable `other`");
  const auto broken = ComponentVariables::create(component({{"a", "{{ open"}}), resolve({}));
  EXPECT_THAT(broken.error().message(), HasSubstr("component.hello.variables.a: "));
  EXPECT_EQ(broken.error().kind(), base::Kind::invalid);
}

TEST(Variables, NoMessageHasAValue) {
  const auto values = resolve({{"user", "s3cret"}});
  const auto variables =
      *ComponentVariables::create(component({{"a", "{{ user }}{{ password }}"}}), values);
  EXPECT_THAT(variables.get("a").error().message, Not(HasSubstr("s3cret")));
  EXPECT_THAT(values.check_complete().error().message(), Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace manifest
