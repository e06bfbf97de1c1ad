#include "manifest/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace manifest {
namespace {

using testing::ElementsAre;

std::optional<std::string> find_value(std::string_view variable) {
  const std::map<std::string, std::string, std::less<>> values = {{"host", "example.com"},
                                                                  {"port", "80"}};
  const auto at = values.find(variable);
  return at == values.end() ? std::nullopt : std::optional(at->second);
}

TEST(Template, PutsInTheValues) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"{{host}}", "example.com"},
      {"https://{{ host }}:{{\tport }}/x", "https://example.com:80/x"},
      {"{{ host }}{{ host }}", "example.comexample.com"},
      {"{ host }}", "{ host }}"},
      {"a { b", "a { b"},
  };
  for (const auto& [text, resolved] : rows) {
    const auto parsed = Template::parse(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->resolve(find_value), resolved);
  }
}

TEST(Template, KnowsItsVariablesAndWhereTheyStand) {
  const auto parsed = Template::parse("a{{ x }}b{{ y_2 }}").value();
  EXPECT_THAT(parsed.variables(), ElementsAre("x", "y_2"));
  EXPECT_FALSE(parsed.is_literal());
  EXPECT_EQ(std::get<Template::Reference>(parsed.parts()[3]).offset, 9u);
  EXPECT_TRUE(Template::parse("a }} b").value().is_literal());
}

TEST(Template, RefusesWhatNamesNoVariable) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"ab{{ host", "`{{` at character 3 of the template is never closed"},
      {"{{ a-b }}", "`{{ a-b }}` names no variable: words are separated by `_`, not `-`"},
      {"{{ }}", "`{{  }}` names no variable: it is empty"},
      {"{{ {{ a }} }}", "`{{ {{ a }}` names no variable: it must start with a letter"},
  };
  for (const auto& [text, message] : rows) {
    const auto parsed = Template::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().message(), message);
  }
}

TEST(Template, NamesTheVariableWithoutAValue) {
  const auto resolved = Template::parse("{{ missing }}").value().resolve(find_value);
  EXPECT_EQ(resolved.error().kind(), base::Kind::not_found);
  EXPECT_EQ(resolved.error().message(), "the variable `missing` has no value");
}

}  // namespace
}  // namespace manifest
