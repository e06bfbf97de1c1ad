// What a manifest of version 1 becomes, and what is refused of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/spin_toml.h"

namespace manifest {
namespace {

using testing::ElementsAre;
using testing::Pair;

App parse(std::string_view text) {
  auto app = parse_spin_toml(text, {});
  if (!app) {
    ADD_FAILURE() << app.error().message();
    return {};
  }
  return *std::move(app);
}

TEST(ManifestV1, BecomesAnApp) {
  const auto app = parse(R"(
spin_manifest_version = "1"
name = "old"
version = "1.0.0"
description = "An old app"
authors = ["a@example.com"]
trigger = { type = "http", base = "/" }
[variables]
greeting = { default = "hello" }
[[component]]
id = "Hello_World"
source = "hello.wasm"
description = "says hello"
files = ["a/*", { source = "b", destination = "/b" }]
exclude_files = ["a/x"]
environment = { A = "1" }
config = { text = "{{ greeting }}" }
key_value_stores = ["default"]
sqlite_databases = ["default"]
[component.trigger]
route = "/hello/..."
executor = { type = "spin" }
[component.build]
command = "make"
)");
  EXPECT_EQ(app.name, "old");
  EXPECT_EQ(app.version, "1.0.0");
  EXPECT_EQ(app.description, "An old app");
  EXPECT_THAT(app.authors, ElementsAre("a@example.com"));
  EXPECT_EQ(app.variables.at("greeting").default_value, "hello");
  ASSERT_EQ(app.components.size(), 1u);
  const auto& hello = app.components[0];
  EXPECT_EQ(hello.id, "hello-world");
  EXPECT_EQ(std::get<LocalSource>(hello.source).path, "hello.wasm");
  EXPECT_EQ(hello.description, "says hello");
  EXPECT_EQ(hello.files.size(), 2u);
  EXPECT_THAT(hello.environment, ElementsAre(Pair("A", "1")));
  EXPECT_THAT(hello.variables, ElementsAre(Pair("text", "{{ greeting }}")));
  EXPECT_THAT(hello.key_value_stores, ElementsAre("default"));
  EXPECT_THAT(hello.build->commands, ElementsAre("make"));
  ASSERT_EQ(app.http_triggers.size(), 1u);
  EXPECT_EQ(app.http_triggers[0].id, "trigger-hello-world");
  EXPECT_EQ(app.http_triggers[0].route, "/hello/...");
  EXPECT_EQ(std::get<std::string>(app.http_triggers[0].target), "hello-world");
  EXPECT_THAT(app.warnings,
              ElementsAre("spin.toml:7:28: `trigger.base` is deprecated and does nothing"));
}

std::vector<std::string> hosts_of(std::string_view lines) {
  return parse(base::format(R"(
spin_version = "1"
name = "x"
trigger = {{ type = "http" }}
[[component]]
id = "a"
source = "a.wasm"
trigger = {{ route = "/" }}
{}
)",
                            lines))
      .components.at(0)
      .allowed_outbound_hosts;
}

TEST(ManifestV1, LeavesDatabasesOpenUnlessTheHostsAreListed) {
  EXPECT_THAT(hosts_of(""), ElementsAre("redis://*:*", "mysql://*:*", "postgres://*:*"));
  EXPECT_THAT(hosts_of("allowed_outbound_hosts = []"), ElementsAre());
  EXPECT_THAT(hosts_of("allowed_outbound_hosts = [\"https://a\"]\nallowed_http_hosts = [\"b\"]"),
              ElementsAre("https://a", "http://b", "https://b"));
  EXPECT_THAT(hosts_of("allowed_http_hosts = [\"self\"]"),
              ElementsAre("redis://*:*", "mysql://*:*", "postgres://*:*", "http://self"));
}

TEST(ManifestV1, KeepsOtherTriggersAsTheyAre) {
  const auto app = parse(R"(
spin_manifest_version = "1"
name = "x"
trigger = { type = "redis", address = "redis://localhost" }
[[component]]
id = "a"
source = "a.wasm"
[component.trigger]
channel = "c"
)");
  ASSERT_EQ(app.other_triggers.size(), 1u);
  EXPECT_EQ(app.other_triggers[0].type, "redis");
  EXPECT_EQ(app.other_triggers[0].component, "a");
  EXPECT_EQ(data::write_json(app.other_triggers[0].config), R"({"channel":"c"})");
  EXPECT_EQ(*app.trigger_settings.at("redis").find_string("address"), "redis://localhost");
}

TEST(ManifestV1, RefusesByTheTable) {
  struct Row {
    std::string_view lines, complaint;
  };
  // Lines after spin_manifest_version and name, from line 3 on.
  const Row rows[] = {
      {"", "1:1: `trigger` is missing"},
      {"trigger = \"http\"", "3:11: `trigger` must be a table, but is a string"},
      {"trigger = {}", "3:11: `trigger.type` is missing"},
      {"trigger = { type = \"http\" }", "1:1: `component` is missing"},
      {"trigger = { type = \"http\", base = \"/x\" }",
       "3:35: `trigger.base` may only be \"/\"; write \"/x\" in front of every route instead"},
      {"trigger = { type = \"http\", bass = \"/\" }", "3:28: unknown key `bass`; it may be `base`"},
      {"api_version = \"x\"", "3:1: unknown key `api_version`; did you mean `version`?"},
      {"trigger = { type = \"http\" }\n[component.a]\nsource = \"a\"",
       "4:1: `component` must be an array, but is a table"},
      {"trigger = { type = \"http\" }\n[[component]]\nsource = \"a\"",
       "4:1: `component[0].id` is missing"},
      {"trigger = { type = \"http\" }\n[[component]]\nid = \"1a\"\nsource = \"a\"",
       "5:6: `1a` is no id of a component: it must start with a letter"},
      {"trigger = { type = \"http\" }\n[[component]]\nid = \"a\"\nsource = \"a\"",
       "4:1: `component[0].trigger` is missing"},
      {"trigger = { type = \"http\" }\n[[component]]\nid = \"a\"\nsource = \"a\"\ntrigger = {}",
       "7:11: `component[0].trigger.route` is missing"},
      {"trigger = { type = \"http\" }\n[[component]]\nid = \"a\"\nsource = \"a\"\nvariables = {}",
       "7:1: unknown key `variables`; it may be `id`, `source`, `trigger`, `description`, "
       "`config`, `environment`, `files`, `exclude_files`, `allowed_http_hosts`, "
       "`allowed_outbound_hosts`, `key_value_stores`, `sqlite_databases`, `ai_models` or `build`"},
      {"trigger = { type = \"http\" }\n[[component]]\nid = \"a_b\"\nsource = \"a\"\ntrigger.route "
       "= "
       "\"/\"\n[[component]]\nid = \"a-b\"\n",
       "9:6: another component has the id `a-b`"},
  };
  for (const auto& [lines, expected] : rows) {
    const auto text = base::format("spin_manifest_version = \"1\"\nname = \"x\"\n{}", lines);
    const auto app = parse_spin_toml(text, {});
    ASSERT_FALSE(app) << lines;
    const auto& message = app.error().message();
    EXPECT_EQ(message.substr(0, message.find('\n')), base::format("spin.toml:{}", expected));
  }
}

}  // namespace
}  // namespace manifest
