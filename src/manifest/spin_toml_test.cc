// What a manifest of version 2 becomes. What is refused: spin_toml_errors_test.cc.
#include "manifest/spin_toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace manifest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

App parse(std::string_view text, const std::string& profile = "") {
  auto app = parse_spin_toml(text, {.profile = profile});
  if (!app) {
    ADD_FAILURE() << app.error().message();
    return {};
  }
  return *std::move(app);
}

// An app with this in [component.a], or anywhere after it.
App parse_component(std::string_view lines, const std::string& profile = "") {
  return parse(base::format(R"(spin_manifest_version = 2
[application]
name = "x"
[variables]
host = {{ default = "h" }}
[[trigger.http]]
route = "/..."
component = "a"
[component.a]
source = "a.wasm"
{})",
                            lines),
               profile);
}

const LocalSource& local(const Component& component) {
  return std::get<LocalSource>(component.source);
}

TEST(SpinToml, ReadsTheSmallestApp) {
  const auto app = parse(R"(
spin_manifest_version = 2
application.name = "small"
trigger.http = [{ route = "/", component = "a" }]
component.a.source = "a.wasm"
)");
  EXPECT_EQ(app.name, "small");
  ASSERT_EQ(app.components.size(), 1u);
  EXPECT_EQ(app.components[0].id, "a");
  EXPECT_EQ(local(app.components[0]).path, "a.wasm");
  ASSERT_EQ(app.http_triggers.size(), 1u);
  EXPECT_EQ(app.http_triggers[0].id, "a-http-trigger");
  EXPECT_EQ(app.http_triggers[0].route, "/");
  EXPECT_EQ(std::get<std::string>(app.http_triggers[0].target), "a");
  EXPECT_THAT(app.uses, IsEmpty());
  EXPECT_THAT(app.warnings, IsEmpty());
}

TEST(SpinToml, ReadsWhatBelongsToTheApp) {
  const auto app = parse(R"(
spin_manifest_version = 2
[application]
name = "maximal"
version = "1.2.3"
description = "All of it"
authors = ["alice@example.com", "bob@example.com"]
targets = ["spin-up:3.3", { url = "https://example.com/t.toml" }, { path = "t.toml" }]
[application.trigger.redis]
address = "redis://localhost"
[application.tool.lint]
level = "savage"
[variables]
one = { description = "d", default = "v" }
two = { required = true, secret = true }
[[trigger.http]]
route = "/"
component = { source = "i.wasm" }
)");
  EXPECT_EQ(app.version, "1.2.3");
  EXPECT_EQ(app.description, "All of it");
  EXPECT_THAT(app.authors, ElementsAre("alice@example.com", "bob@example.com"));
  ASSERT_EQ(app.targets.size(), 3u);
  EXPECT_EQ(app.targets[0].name, "spin-up:3.3");
  EXPECT_EQ(app.targets[1].kind, Target::Kind::url);
  EXPECT_EQ(app.targets[2].kind, Target::Kind::file);
  EXPECT_EQ(*app.trigger_settings.at("redis").find_string("address"), "redis://localhost");
  EXPECT_EQ(app.variables.at("one").default_value, "v");
  EXPECT_EQ(app.variables.at("one").description, "d");
  EXPECT_FALSE(app.variables.at("one").required);
  EXPECT_TRUE(app.variables.at("two").required);
  EXPECT_TRUE(app.variables.at("two").secret);
}

TEST(SpinToml, ReadsEveryKeyOfAComponent) {
  const auto app = parse_component(R"(
description = "My fine component"
variables = { url = "https://{{ host }}/x" }
environment = { VAR = "val", EMPTY = "" }
files = ["pattern/*", { source = "placement", destination = "/" }]
exclude_files = ["**/secret"]
allowed_outbound_hosts = ["https://example.com:443", "https://{{ host }}"]
key_value_stores = ["default", "snake_case", "kebab-case"]
sqlite_databases = ["default"]
ai_models = ["llama2-chat"]
targets = ["spinkube:0.4"]
dependencies_inherit_configuration = true
[component.a.build]
command = ["npm install", "npm run build"]
workdir = "my-component"
watch = ["src/**/*.rs"]
[component.a.tool.clean]
command = "cargo clean"
[component.a.dependencies]
"fizz:buzz" = ">=0.1.0"
)");
  const auto& a = app.components.at(0);
  EXPECT_EQ(a.description, "My fine component");
  EXPECT_THAT(a.variables, ElementsAre(Pair("url", "https://{{ host }}/x")));
  EXPECT_THAT(a.environment, ElementsAre(Pair("EMPTY", ""), Pair("VAR", "val")));
  ASSERT_EQ(a.files.size(), 2u);
  EXPECT_EQ(a.files[0].source, "pattern/*");
  EXPECT_EQ(a.files[0].destination, std::nullopt);
  EXPECT_EQ(a.files[1].source, "placement");
  EXPECT_EQ(a.files[1].destination, "/");
  EXPECT_THAT(a.exclude_files, ElementsAre("**/secret"));
  EXPECT_THAT(a.allowed_outbound_hosts,
              ElementsAre("https://example.com:443", "https://{{ host }}"));
  EXPECT_THAT(a.key_value_stores, ElementsAre("default", "snake_case", "kebab-case"));
  EXPECT_THAT(a.sqlite_databases, ElementsAre("default"));
  EXPECT_THAT(a.ai_models, ElementsAre("llama2-chat"));
  EXPECT_EQ(a.targets->at(0).name, "spinkube:0.4");
  EXPECT_THAT(a.build->commands, ElementsAre("npm install", "npm run build"));
  EXPECT_EQ(a.build->workdir, "my-component");
  EXPECT_THAT(a.build->watch, ElementsAre("src/**/*.rs"));
  ASSERT_EQ(a.dependencies.size(), 1u);
  EXPECT_TRUE(a.dependencies[0].inherit_all);
}

TEST(SpinToml, ReadsWhereSourcesAre) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto app = parse(base::format(R"(
spin_manifest_version = 2
application.name = "x"
[[trigger.http]]
route = "/"
component = "a"
[component.a]
source = {{ url = "https://example.com/a.wasm", digest = "{}" }}
[component.b]
source = {{ package = "n:p", version = "1.2.3" }}
[component.c]
source = {{ registry = "ttl.sh", package = "n:p", version = "1.2.3" }}
)",
                                      digest));
  const auto& url = std::get<UrlSource>(app.components.at(0).source);
  EXPECT_EQ(url.url, "https://example.com/a.wasm");
  EXPECT_EQ(url.digest, digest);
  const auto& package = std::get<RegistrySource>(app.components.at(1).source);
  EXPECT_EQ(package.package, "n:p");
  EXPECT_EQ(package.version, "1.2.3");
  EXPECT_EQ(package.registry, std::nullopt);
  EXPECT_EQ(std::get<RegistrySource>(app.components.at(2).source).registry, "ttl.sh");
}

TEST(SpinToml, ReadsEveryFormOfADependency) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto app = parse_component(base::format(R"(
[component.a.dependencies]
"a:b/c" = {{ registry = "r.com", version = "^1.2.3", package = "d:e", export = "foo", inherit_configuration = true }}
"foo:bar/baz@0.1.0" = {{ path = "p.wasm", inherit_configuration = ["ai_models", "files"] }}
"fib:fub/fob" = {{ url = "http://example.com/f.wasm", digest = "{}", inherit_configuration = false }}
"fizz:buzz" = ">=0.1.0"
"abc:xyz@0.1.0" = {{ version = "=0.1.0" }}
plain-name = {{ component = "b", export = "e" }}
[component.b]
source = "b.wasm"
environment = {{ A = "1" }}
)",
                                                digest));
  const auto& all = app.components.at(0).dependencies;
  ASSERT_EQ(all.size(), 6u);
  const auto source = [&](size_t i) { return std::get<Source>(all[i].from); };
  EXPECT_EQ(all[0].name, "a:b/c");
  EXPECT_EQ(std::get<RegistrySource>(source(0)).package, "d:e");
  EXPECT_EQ(std::get<RegistrySource>(source(0)).registry, "r.com");
  EXPECT_EQ(all[0].export_name, "foo");
  EXPECT_TRUE(all[0].inherit_all);
  EXPECT_EQ(std::get<LocalSource>(source(1)).path, "p.wasm");
  EXPECT_THAT(all[1].inherit, ElementsAre("ai_models", "files"));
  EXPECT_FALSE(all[1].inherit_all);
  EXPECT_EQ(std::get<UrlSource>(source(2)).digest, digest);
  EXPECT_EQ(std::get<RegistrySource>(source(3)).package, "fizz:buzz");
  EXPECT_EQ(std::get<RegistrySource>(source(3)).version, ">=0.1.0");
  EXPECT_EQ(std::get<RegistrySource>(source(4)).package, "abc:xyz");
  EXPECT_EQ(std::get<ComponentId>(all[5].from).id, "b");
  EXPECT_EQ(all[5].export_name, "e");
}

TEST(SpinToml, ReadsEveryFormOfAnHttpTrigger) {
  const auto app = parse(R"(
spin_manifest_version = 2
application.name = "x"
[[trigger.http]]
id = "one"
route = "/one/..."
component = "a"
executor = { type = "http" }
[[trigger.http]]
id = "two"
route = { private = true }
component = "a"
executor = { type = "spin" }
[[trigger.http]]
id = "three"
route = "/three"
static_response = { status_code = 302, headers = { location = "/one", x-b = "c" }, body = "moved" }
[[trigger.http]]
id = "four"
route = "/four"
component = "a"
executor = { type = "wagi", argv = "${ARGS}", entrypoint = "main" }
[[trigger.http]]
id = "five"
route = "/five"
static_response = {}
[component.a]
source = "a.wasm"
)");
  ASSERT_EQ(app.http_triggers.size(), 5u);
  const auto& triggers = app.http_triggers;
  EXPECT_EQ(triggers[0].id, "one");
  EXPECT_EQ(triggers[0].route, "/one/...");
  EXPECT_EQ(triggers[1].route, std::nullopt);
  const auto& fixed = std::get<StaticResponse>(triggers[2].target);
  EXPECT_EQ(fixed.status, 302);
  EXPECT_THAT(fixed.headers, ElementsAre(Pair("location", "/one"), Pair("x-b", "c")));
  EXPECT_EQ(fixed.body, "moved");
  EXPECT_EQ(triggers[3].executor, Executor::wagi);
  EXPECT_EQ(triggers[3].wagi_argv, "${ARGS}");
  EXPECT_EQ(triggers[3].wagi_entrypoint, "main");
  EXPECT_EQ(std::get<StaticResponse>(triggers[4].target).status, 200);
}

TEST(SpinToml, KeepsOtherTriggersAsTheyAre) {
  const auto app = parse(R"(
spin_manifest_version = 2
application.name = "x"
[[trigger.redis]]
channel = "messages"
component = "a"
retry = { times = 3 }
[[trigger.command]]
[component.a]
source = "a.wasm"
)");
  ASSERT_EQ(app.other_triggers.size(), 2u);
  const auto& redis = app.other_triggers[0];
  EXPECT_EQ(redis.type, "redis");
  EXPECT_EQ(redis.id, "a-redis-trigger");
  EXPECT_EQ(redis.component, "a");
  EXPECT_EQ(data::write_json(redis.config), R"({"channel":"messages","retry":{"times":3}})");
  EXPECT_EQ(app.other_triggers[1].id, "command-trigger1");
  EXPECT_EQ(app.other_triggers[1].component, std::nullopt);
}

std::vector<std::string> trigger_ids(const App& app) {
  std::vector<std::string> out;
  for (const auto& trigger : app.http_triggers) out.push_back(trigger.id);
  for (const auto& trigger : app.other_triggers) out.push_back(trigger.id);
  return out;
}

std::vector<std::string> component_ids(const App& app) {
  std::vector<std::string> out;
  for (const auto& component : app.components) out.push_back(component.id);
  return out;
}

TEST(SpinToml, GivesIdsToTriggersWithoutOne) {
  const auto app = parse(R"(
spin_manifest_version = 2
application.name = "x"
[[trigger.http]]
route = "/1"
component = "a"
[[trigger.http]]
route = "/2"
component = "a"
[[trigger.http]]
route = "/3"
component = { source = "i.wasm" }
[[trigger.http]]
route = "/4"
id = "http-trigger2"
component = "a"
[[trigger.http]]
route = "/5"
id = ""
static_response = {}
[[trigger.redis]]
component = { source = "j.wasm" }
[component.a]
source = "a.wasm"
)");
  EXPECT_THAT(trigger_ids(app), ElementsAre("a-http-trigger", "http-trigger1", "http-trigger3",
                                            "http-trigger2", "http-trigger4", "redis-trigger1"));
}

TEST(SpinToml, GivesIdsToInlineComponents) {
  const auto app = parse(R"(
spin_manifest_version = 2
application.name = "x"
[[trigger.http]]
id = "front"
route = "/1"
component = { source = "1.wasm" }
[[trigger.http]]
id = "Back_End"
route = "/2"
component = { source = "2.wasm" }
[[trigger.http]]
id = "taken"
route = "/3"
component = { source = "3.wasm" }
[[trigger.fake]]
component = { source = "4.wasm" }
components = { one = { source = "5.wasm" }, many = ["taken-component", { source = "6.wasm" }] }
[component.taken-component]
source = "t.wasm"
)");
  EXPECT_THAT(
      component_ids(app),
      ElementsAre("taken-component", "front-component", "inline-component1", "inline-component2",
                  "inline-component3", "inline-component4", "inline-component5"));
  EXPECT_EQ(std::get<std::string>(app.http_triggers[0].target), "front-component");
  EXPECT_EQ(local(*app.find_component("inline-component2")).path, "3.wasm");
  EXPECT_THAT(app.other_triggers[0].extras.components,
              ElementsAre(Pair("many", ElementsAre("taken-component", "inline-component5")),
                          Pair("one", ElementsAre("inline-component4"))));
}

TEST(SpinToml, PutsTheProfileThatWasAskedForOverTheComponent) {
  const std::string_view lines = R"(
environment = { A = "1", B = "2" }
build = { command = "make", workdir = "w" }
[component.a.dependencies]
"x:y/one" = { path = "1.wasm" }
"x:y/two" = { path = "2.wasm" }
[component.a.profile.debug]
source = "debug.wasm"
environment = { B = "3", C = "4" }
build.command = "make debug"
[component.a.profile.debug.dependencies]
"x:y/two" = { path = "2-debug.wasm" }
"x:y/three" = { path = "3.wasm" }
[component.a.profile.other]
source = { package = "n:p", version = "1.0.0" }
)";
  const auto plain = parse_component(lines).components.at(0);
  EXPECT_EQ(local(plain).path, "a.wasm");
  EXPECT_THAT(plain.environment, ElementsAre(Pair("A", "1"), Pair("B", "2")));
  EXPECT_EQ(plain.dependencies.size(), 2u);

  const auto debug = parse_component(lines, "debug").components.at(0);
  EXPECT_EQ(local(debug).path, "debug.wasm");
  EXPECT_THAT(debug.environment, ElementsAre(Pair("A", "1"), Pair("B", "3"), Pair("C", "4")));
  EXPECT_THAT(debug.build->commands, ElementsAre("make debug"));
  EXPECT_EQ(debug.build->workdir, "w");
  ASSERT_EQ(debug.dependencies.size(), 3u);
  EXPECT_EQ(std::get<LocalSource>(std::get<Source>(debug.dependencies[1].from)).path,
            "2-debug.wasm");
}

TEST(SpinToml, NotesTheSourceOfTheProfileThatIsUsed) {
  const std::string_view lines =
      "[component.a.profile.other]\nsource = { package = \"n:p\", version = \"1.0.0\" }";
  EXPECT_THAT(parse_component(lines).uses, IsEmpty());
  const auto uses = parse_component(lines, "other").uses;
  ASSERT_EQ(uses.size(), 1u);
  EXPECT_EQ(uses[0].what, "`component.a.profile.other.source`");
}

TEST(SpinToml, TurnsAllowedHttpHostsIntoOutboundHosts) {
  const auto app = parse_component(
      "allowed_outbound_hosts = [\"redis://r\"]\nallowed_http_hosts = [\"example.com\"]");
  EXPECT_THAT(app.components.at(0).allowed_outbound_hosts,
              ElementsAre("redis://r", "http://example.com", "https://example.com"));
  EXPECT_THAT(app.warnings, ElementsAre("spin.toml:12:1: `allowed_http_hosts` is deprecated; write "
                                        "`allowed_outbound_hosts = [\"http://example.com\", "
                                        "\"https://example.com\"]`"));
}

TEST(SpinToml, LetsOneHostForAllMakeTheOthersPointless) {
  const auto app =
      parse_component("allowed_http_hosts = [\"example.com\", \"insecure:allow-all\"]");
  EXPECT_THAT(app.components.at(0).allowed_outbound_hosts,
              ElementsAre("http://*:*", "https://*:*", "http://self"));
}

TEST(SpinToml, WarnsOfWhatDoesNothing) {
  const auto app = parse(R"(spin_manifest_version = 2
application = { name = "x", trigger.http.base = "/" }
[[trigger.http]]
route = "/"
static_response = {}
)");
  EXPECT_THAT(app.warnings, ElementsAre("spin.toml:2:42: `application.trigger.http.base` is "
                                        "deprecated and does nothing"));
}

}  // namespace
}  // namespace manifest
