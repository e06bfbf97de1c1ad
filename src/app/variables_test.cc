#include "app/variables.h"

#include <gmock/gmock.h>

namespace app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ReadVariables : public testing::Test {
 protected:
  // The value, "-" for none, or the message of the error.
  std::string value_of(const std::string& name) {
    sources.environment = [this](std::string_view key) -> std::optional<std::string> {
      const auto found = environment.find(std::string(key));
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    const auto read = [this](const std::string& path) -> base::Result<std::string> {
      const auto found = texts.find(path);
      if (found != texts.end()) return found->second;
      return base::fail(base::Kind::not_found, "{}: no such file", path);
    };
    auto report = read_variables(read, declared, sources);
    if (!report) return report.error().message();
    warnings = report->warnings;
    const auto* value = report->values.find(name);
    return value ? value->reveal() : "-";
  }

  std::map<std::string, std::string> texts;  // files
  std::map<std::string, manifest::Variable> declared = {{"api_key", {.required = true}}};
  std::map<std::string, std::string> environment;
  VariableSources sources;
  std::vector<std::string> warnings;
};

TEST_F(ReadVariables, FlagsGoBeforeProvidersBeforeTheEnvironmentBeforeDotenv) {
  EXPECT_EQ(value_of("api_key"), "-");
  texts[".env"] = "SPIN_VARIABLE_API_KEY=dotenv";
  EXPECT_EQ(value_of("api_key"), "dotenv");
  environment["SPIN_VARIABLE_API_KEY"] = "environment";
  EXPECT_EQ(value_of("api_key"), "environment");
  sources.providers = {manifest::StaticProvider{{{"api_key", manifest::Secret("second")}}}};
  EXPECT_EQ(value_of("api_key"), "second");
  sources.providers.insert(sources.providers.begin(),
                           manifest::StaticProvider{{{"api_key", manifest::Secret("first")}}});
  EXPECT_EQ(value_of("api_key"), "first");
  sources.flags = {"api_key=flag"};
  EXPECT_EQ(value_of("api_key"), "flag");
}

TEST_F(ReadVariables, FlagsHaveFourForms) {
  texts = {{"key.txt", "line\n"},
           {"v.json", "{\"api_key\": \"of json\"}"},
           {"v.toml", "api_key = \"of toml\""}};
  const std::pair<std::string, std::string> rows[] = {
      {"api_key=a=b", "a=b"}, {"api_key=", ""},       {"api_key=@key.txt", "line\n"},
      {"@v.json", "of json"}, {"@v.toml", "of toml"},
  };
  for (const auto& [flag, value] : rows) {
    sources.flags = {"api_key=earlier", flag};
    EXPECT_EQ(value_of("api_key"), value) << flag;
  }
}

TEST_F(ReadVariables, FlagsThatAreWrongAreRefusedWithoutTheirValue) {
  texts = {{"list.json", "[\"s3cret\"]"},
           {"number.json", "{\"api_key\": \"s3cret\", \"port\": 1}"},
           {"broken.json", "{\"api_key\": \"s3cret\""},
           {"number.toml", "a = \"s3cret\"\nport = 1"},
           {"broken.toml", "a = \"s3cret"}};
  const std::pair<std::string, std::string> rows[] = {
      {"s3cret", "--variable: write it as NAME=value, NAME=@file, @file.json or @file.toml"},
      {"API_KEY=s3cret", "--variable: `API_KEY` is no name of a variable: it must be lower case"},
      {"api_key=@none", "--variable: none: no such file"},
      {"@none.json", "--variable: none.json: no such file"},
      {"@v.yaml", "--variable: @v.yaml: the file must be named *.json or *.toml"},
      {"@list.json", "--variable: list.json: it must be an object of texts"},
      {"@number.json", "--variable: number.json: `port` must be a text"},
      {"@broken.json", "--variable: broken.json: "},
      {"@number.toml", "--variable: number.toml:2:8: `port` must be a text, but is an integer"},
      {"@broken.toml", "--variable: broken.toml:1:"},
  };
  for (const auto& [flag, message] : rows) {
    sources.flags = {flag};
    const auto result = value_of("api_key");
    EXPECT_THAT(result, HasSubstr(message)) << flag;
    EXPECT_THAT(result, Not(HasSubstr("s3cret"))) << flag;
  }
}

TEST_F(ReadVariables, FlagsForNothingAreWarnedOf) {
  sources.flags = {"api_kye=x", "other=y", "api_key=z"};
  EXPECT_EQ(value_of("api_key"), "z");
  EXPECT_THAT(warnings,
              ElementsAre("--variable api_kye: the app declares no such variable; did you mean "
                          "`api_key`?",
                          "--variable other: the app declares no such variable"));
}

TEST_F(ReadVariables, AnEnvironmentProviderHasItsPrefixAndItsFile) {
  texts["my.env"] = "APP_API_KEY=of the file";
  sources.providers = {manifest::EnvironmentProvider{"APP", "my.env"}};
  texts["my.env"] = "APP_API_KEY='of the file'";
  EXPECT_EQ(value_of("api_key"), "of the file");
  environment["APP_API_KEY"] = "of the environment";
  EXPECT_EQ(value_of("api_key"), "of the environment");
  sources.providers = {manifest::EnvironmentProvider{"", std::nullopt}};
  environment["API_KEY"] = "without a prefix";
  EXPECT_EQ(value_of("api_key"), "without a prefix");
}

TEST_F(ReadVariables, AFileThatAProviderNamesMustBeThere) {
  sources.providers = {manifest::EnvironmentProvider{"APP", "my.env"}};
  EXPECT_EQ(value_of("api_key"), "my.env: no such file");
}

TEST_F(ReadVariables, ABrokenDotenvIsAnErrorOfAppsWithVariables) {
  texts[".env"] = "not a line";
  EXPECT_EQ(value_of("api_key"), ".env:1: `=` is missing after `not`");
  declared.clear();
  EXPECT_EQ(value_of("api_key"), "-");
}

}  // namespace
}  // namespace app
