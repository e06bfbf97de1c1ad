#include "manifest/support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/spin_toml.h"

namespace manifest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> refusals(std::string_view lines) {
  const auto app = parse_spin_toml(base::format(R"(spin_manifest_version = 2
application.name = "x"
[component.a]
source = "a.wasm"
{})",
                                                lines),
                                   {});
  if (!app) return {app.error().message()};
  std::vector<std::string> out;
  for (const auto& error : unsupported(*app)) {
    EXPECT_EQ(error.kind(), base::Kind::unsupported);
    out.push_back(error.message().substr(0, error.message().find('\n')));
  }
  return out;
}

constexpr std::string_view trigger = "[[trigger.http]]\nroute = \"/\"\ncomponent = \"a\"\n";

TEST(Support, IsThereForWhatTorporDoes) {
  EXPECT_THAT(refusals(trigger), IsEmpty());
  EXPECT_THAT(refusals(base::format("key_value_stores = [\"default\"]\n{}", trigger)), IsEmpty());
  EXPECT_THAT(refusals(base::format("ai_models = []\n{}", trigger)), IsEmpty());
  EXPECT_THAT(refusals(base::format("dependencies = {{ \"n:p/i\" = {{ path = \"p.wasm\" }} }}\n{}",
                                    trigger)),
              IsEmpty());
}

TEST(Support, IsDeniedWithTheReasonAndThePlace) {
  EXPECT_THAT(refusals(base::format("ai_models = [\"llama2-chat\"]\n{}", trigger)),
              ElementsAre("spin.toml:5:1: `component.a.ai_models` is not supported: torpor runs no "
                          "AI models"));
  EXPECT_THAT(refusals(base::format("{}components.x = \"a\"\ndependencies.middleware = [{{ path = "
                                    "\"m.wasm\" }}]",
                                    trigger)),
              ElementsAre("spin.toml:8:1: `trigger.http[0].components` is not supported: torpor's "
                          "triggers lead to one component",
                          "spin.toml:9:1: `trigger.http[0].dependencies` is not supported: torpor "
                          "composes no middleware into a trigger"));
  EXPECT_THAT(refusals(base::format("{}executor = {{ type = \"wagi\", entrypoint = \"_start\" }}",
                                    trigger)),
              IsEmpty());
  EXPECT_THAT(
      refusals(base::format("{}executor = {{ type = \"wagi\", entrypoint = \"main\" }}", trigger)),
      ElementsAre("spin.toml:8:29: `trigger.http[0].executor.entrypoint` is not supported: "
                  "a command starts at `_start`"));
  EXPECT_THAT(refusals("[[trigger.redis]]\nchannel = \"c\"\ncomponent = \"a\""),
              ElementsAre("spin.toml:5:1: `trigger.redis[0]` is not supported: torpor serves "
                          "triggers of type http alone"));
  EXPECT_THAT(
      refusals(base::format("{}[component.b]\nsource = {{ package = \"n:p\", version = "
                            "\"1.0.0\" }}",
                            trigger)),
      ElementsAre("spin.toml:9:1: `component.b.source` is not supported: torpor does not "
                  "fetch components from registries; give a path, or a url and its digest"));
  EXPECT_THAT(
      refusals(base::format("{}[component.b]\nsource = \"b.wasm\"\n"
                            "dependencies = {{ \"n:p/i\" = \">=1.0\" }}",
                            trigger)),
      ElementsAre("spin.toml:10:1: `component.b.dependencies` is not supported: torpor does "
                  "not fetch components from registries; give a path, or a url and its "
                  "digest"));
}

TEST(Support, IsCheckedInOneGo) {
  const auto parse = [](std::string_view last) {
    return parse_spin_toml(base::format("spin_manifest_version = 2\napplication.name = \"x\"\n"
                                        "component.a = {{ source = \"a\" }}\n{}",
                                        last),
                           {})
        .value();
  };
  EXPECT_TRUE(check_supported(parse(trigger)));
  const auto checked = check_supported(
      parse("[[trigger.redis]]\ncomponent = \"a\"\n[[trigger.mqtt]]\ncomponent = \"a\"\n"));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind(), base::Kind::unsupported);
  EXPECT_EQ(
      checked.error().message(),
      "spin.toml:4:1: `trigger.redis[0]` is not supported: torpor serves triggers of type "
      "http alone\n"
      "    4 | [[trigger.redis]]\n"
      "      | ^\n"
      "spin.toml:6:1: `trigger.mqtt[0]` is not supported: torpor serves triggers of type http "
      "alone\n"
      "    6 | [[trigger.mqtt]]\n"
      "      | ^");
}

}  // namespace
}  // namespace manifest
