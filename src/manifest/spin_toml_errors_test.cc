// Every complaint about a manifest: where it points, and what it says.
#include <gtest/gtest.h>

#include "manifest/spin_toml.h"

namespace manifest {
namespace {

std::string complaint(std::string_view text, const std::string& profile = "") {
  const auto app = parse_spin_toml(text, {.profile = profile});
  if (app) return "fine";
  EXPECT_EQ(app.error().kind(), base::Kind::invalid);
  return app.error().message();
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

struct Row {
  std::string_view text, complaint;
};

// Rows hold a whole manifest.
TEST(SpinTomlErrors, OfTheWholeManifest) {
  const Row rows[] = {
      {"", "spin.toml:1:1: `spin_manifest_version` is missing; write `spin_manifest_version = 2`"},
      {"spin_manifest_version = 3",
       "spin.toml:1:25: `spin_manifest_version` must be 2, or \"1\" for a manifest of the first "
       "version"},
      {"spin_manifest_version = \"2\"",
       "spin.toml:1:25: `spin_manifest_version` must be 2, or \"1\" for a manifest of the first "
       "version"},
      {"spin_manifest_version = 1",
       "spin.toml:1:25: `spin_manifest_version` must be 2, or \"1\" for a manifest of the first "
       "version"},
      {"spin_version = 2",
       "spin.toml:1:16: `spin_version` must be 2, or \"1\" for a manifest of "
       "the first version"},
      {"spin_manifest_version = 2", "spin.toml:1:1: `application` is missing"},
      {"spin_manifest_version = 2\napplication = 1",
       "spin.toml:2:15: `application` must be a table, but is an integer"},
      {"spin_manifest_version = 2\n[application]\n",
       "spin.toml:2:1: `application.name` is missing"},
      {"spin_manifest_version = 2\n[application]\nname = 1",
       "spin.toml:3:8: `application.name` must be a string, but is an integer; write it in quotes"},
      {"spin_manifest_version = 2\n[application]\nname = \"a\"",
       "spin.toml:1:1: the app has no trigger; write a `[[trigger.http]]`"},
      {"spin_manifest_version = 2\n[application]\nname = \"a\"\n[trigger]",
       "spin.toml:4:1: the app has no trigger; write a `[[trigger.http]]`"},
      {"spin_manifest_version = 2\n[aplication]\nname = \"a\"",
       "spin.toml:2:2: unknown key `aplication`; did you mean `application`?"},
      {"spin_manifest_version = 2\n[metadata]\nname = \"a\"",
       "spin.toml:2:2: unknown key `metadata`; it may be `spin_manifest_version`, `application`, "
       "`variables`, `trigger` or `component`"},
  };
  for (const auto& [text, expected] : rows) {
    EXPECT_EQ(first_line(complaint(text)), expected) << text;
  }
}

TEST(SpinTomlErrors, OfTextThatIsNoToml) {
  const auto message = complaint("spin_manifest_version = 2\n[application\nname = \"a\"");
  EXPECT_TRUE(message.starts_with("spin.toml:2:13: ")) << message;
  EXPECT_TRUE(message.ends_with("\n    2 | [application\n      |             ^")) << message;
}

// Rows hold lines after [application] and name, from line 4 on.
TEST(SpinTomlErrors, OfTheApplicationAndItsVariables) {
  const Row rows[] = {
      {"verison = \"1\"", "4:1: unknown key `verison`; did you mean `version`?"},
      {"authors = \"me\"", "4:11: `application.authors` must be an array, but is a string"},
      {"authors = [\"me\", 2]",
       "4:18: `application.authors[1]` must be a string, but is an integer; write it in quotes"},
      {"targets = [1]", "4:12: `application.targets[0]` must be a table, but is an integer"},
      {"targets = [{}]",
       "4:12: `application.targets[0]` must be a name, or have one of `url` or "
       "`path`"},
      {"targets = [{ uri = \"x\" }]", "4:14: unknown key `uri`; did you mean `url`?"},
      {"tool = 1", "4:8: `application.tool` must be a table, but is an integer"},
      {"tool.x = 1", "4:10: `application.tool.x` must be a table, but is an integer"},
      {"trigger.http.base = \"/base\"",
       "4:21: `application.trigger.http.base` may only be \"/\"; write \"/base\" in front of every "
       "route instead"},
      {"trigger.http.bass = \"/\"", "4:14: unknown key `bass`; it may be `base`"},
      {"trigger.redis = 1", "4:17: `application.trigger.redis` must be a table, but is an integer"},
      {"[variables]\nx = 1", "5:5: `variables.x` must be a table, but is an integer"},
      {"[variables]\nx = {}", "5:1: `variables.x` needs a `default`, or `required = true`"},
      {"[variables]\nx = { required = false }",
       "5:1: `variables.x` needs a `default`, or `required = true`"},
      {"[variables]\nx = { required = true, default = \"\" }",
       "5:1: `variables.x` has a `default`, so it cannot be `required`"},
      {"[variables]\nx = { default = 1 }",
       "5:17: `variables.x.default` must be a string, but is an integer; write it in quotes"},
      {"[variables]\nx = { required = \"yes\" }",
       "5:18: `variables.x.required` must be true or false, but is a string"},
      {"[variables]\nx = { secret = 1 }",
       "5:16: `variables.x.secret` must be true or false, but is an integer"},
      {"[variables]\nx = { sekret = true }", "5:7: unknown key `sekret`; did you mean `secret`?"},
      {"[variables]\nmy-var = { default = \"\" }",
       "5:1: `my-var` is no name of a variable: words are separated by `_`, not `-`"},
      {"[variables]\nMY_VAR = { default = \"\" }",
       "5:1: `MY_VAR` is no name of a variable: it must be lower case"},
      {"[variables.\"a\\nb\"]\ndefault = \"\"",
       "4:12: `a?b` is no name of a variable: words have only letters (a-z) and digits"},
  };
  for (const auto& [lines, expected] : rows) {
    const auto text =
        base::format("spin_manifest_version = 2\n[application]\nname = \"a\"\n{}", lines);
    EXPECT_EQ(first_line(complaint(text)), base::format("spin.toml:{}", expected)) << lines;
  }
}

// Rows hold lines after [component.a], from line 3 on.
TEST(SpinTomlErrors, OfComponents) {
  const Row rows[] = {
      // Where the bytes are.
      {"", "2:1: `component.a.source` is missing"},
      {"source_path = \"a\"", "3:1: unknown key `source_path`; did you mean `source`?"},
      {"source = \"\"", "3:10: `component.a.source` must not be empty"},
      {"source = \"a\\u0000b\"", "3:10: `component.a.source` must not hold a NUL character"},
      {"source = 1",
       "3:10: `component.a.source` must be a path, a URL or a package, but is an integer"},
      {"source = { file = \"a\" }",
       "3:12: unknown key `file`; it may be `url`, `digest`, "
       "`registry`, `package` or `version`"},
      {"source = { url = \"https://x/a.wasm\" }", "3:10: `component.a.source.digest` is missing"},
      {"source = { url = \"a.wasm\", digest = \"\" }",
       "3:18: `component.a.source.url` must be an http or https URL"},
      {"source = { url = \"https://x/a.wasm\", digest = \"abc\" }",
       "3:47: `component.a.source.digest` must be \"sha256:\" and 64 hexadecimal digits"},
      {"source = { url = \"https://x\", version = \"1\" }",
       "3:31: unknown key `version`; it may be `url` or `digest`"},
      {"source = { package = \"a:b\" }", "3:10: `component.a.source.version` is missing"},
      {"source = { version = \"1.0.0\" }", "3:10: `component.a.source.package` is missing"},
      {"source = { package = \"ab\", version = \"1.0.0\" }",
       "3:22: `ab` is no package such as \"namespace:name\""},
      {"source = { package = \"a:b\", version = \">=1\" }",
       "3:39: `>=1` is no version such as \"1.2.3\""},
      // Environment and files.
      {"source = \"a\"\nenvironment = { PORT = 80 }",
       "4:24: `component.a.environment.PORT` must be a string, but is an integer; write it in "
       "quotes"},
      {"source = \"a\"\nenvironment = { \"A=B\" = \"\" }",
       "4:17: `A=B` is no name of an environment variable"},
      {"source = \"a\"\nenvironment = { \"\" = \"\" }",
       "4:17: `` is no name of an environment variable"},
      {"source = \"a\"\nenvironment = [\"A=B\"]",
       "4:15: `component.a.environment` must be a table, but is an array"},
      {"source = \"a\"\nfiles = \"assets\"",
       "4:9: `component.a.files` must be an array, but is a string"},
      {"source = \"a\"\nfiles = [1]",
       "4:10: `component.a.files[0]` must be a string, but is an integer; write it in quotes"},
      {"source = \"a\"\nfiles = [{ source = \"a\" }]",
       "4:10: `component.a.files[0].destination` is missing"},
      {"source = \"a\"\nfiles = [{ destination = \"/\" }]",
       "4:10: `component.a.files[0].source` is missing"},
      {"source = \"a\"\nfiles = [{ source = \"a\", destination = \"b\" }]",
       "4:40: `component.a.files[0].destination` must be an absolute path, as in \"/b\""},
      {"source = \"a\"\nfiles = [{ source = \"a\", destination = \"/a/../..\" }]",
       "4:40: `component.a.files[0].destination` must not go up with `..`"},
      {"source = \"a\"\nexclude_files = [1]",
       "4:18: `component.a.exclude_files[0]` must be a string, but is an integer; write it in "
       "quotes"},
      // Hosts.
      {"source = \"a\"\nallowed_outbound_hosts = [\"https://a\", \"b\"]",
       "4:40: `b` has no scheme; write `https://b`, or `*://b` for any"},
      {"source = \"a\"\nallowed_outbound_hosts = [\"https://a/b\"]",
       "4:27: `https://a/b`: a host must not have a path"},
      {"source = \"a\"\nallowed_outbound_hosts = [\"https://{{ a\"]",
       "4:27: `{{` at character 9 of the template is never closed"},
      {"source = \"a\"\nallowed_outbound_hosts = [\"https://{{ host }}\"]",
       "4:27: no variable `host` is in `[variables]`"},
      {"source = \"a\"\nallowed_http_hosts = [\"https://a/b\"]",
       "4:23: `http://a/b`: a host must not have a path"},
      {"source = \"a\"\nallowed_outbound_host = []",
       "4:1: unknown key `allowed_outbound_host`; did you mean `allowed_outbound_hosts`?"},
      // Variables.
      {"source = \"a\"\nvariables = { a-b = \"\" }",
       "4:15: `a-b` is no name of a variable: words are separated by `_`, not `-`"},
      {"source = \"a\"\nvariables = { a = \"{{ b-c }}\" }",
       "4:19: `{{ b-c }}` names no variable: words are separated by `_`, not `-`"},
      {"source = \"a\"\nvariables = { a = \"{{ api_kei }}\" }\n[variables]\napi_key.default = \"\"",
       "4:19: no variable `api_kei` is in `[variables]`; did you mean `api_key`?"},
      {"source = \"a\"\nvariables = { a = 1 }",
       "4:19: `component.a.variables.a` must be a string, but is an integer; write it in quotes"},
      // Stores.
      {"source = \"a\"\nkey_value_stores = [\"my store\"]",
       "4:21: `my store` is no label: it must be kebab-case or snake_case"},
      {"source = \"a\"\nsqlite_databases = [\"a-b_c\"]",
       "4:21: `a-b_c` is no label: it must be kebab-case or snake_case"},
      {"source = \"a\"\nai_models = \"llama\"",
       "4:13: `component.a.ai_models` must be an array, but is a string"},
      // Build, tools, targets, profiles.
      {"source = \"a\"\nbuild = \"make\"",
       "4:9: `component.a.build` must be a table, but is a string"},
      {"source = \"a\"\nbuild = { workdir = \"x\" }",
       "4:9: `component.a.build.command` is missing"},
      {"source = \"a\"\nbuild = { command = 1 }",
       "4:21: `component.a.build.command` must be a string, or an array of them, but is an "
       "integer"},
      {"source = \"a\"\nbuild = { command = \"a\", workDir = \"x\" }",
       "4:26: unknown key `workDir`; did you mean `workdir`?"},
      {"source = \"a\"\ntool = 1", "4:8: `component.a.tool` must be a table, but is an integer"},
      {"source = \"a\"\ntargets = {}",
       "4:11: `component.a.targets` must be an array, but is a table"},
      {"source = \"a\"\nprofile.x = 1",
       "4:13: `component.a.profile.x` must be a table, but is an integer"},
      {"source = \"a\"\nprofile.x.files = []",
       "4:11: unknown key `files`; it may be `source`, "
       "`environment`, `dependencies` or `build`"},
      {"source = \"a\"\nprofile.x.build.workdir = \"\"",
       "4:17: unknown key `workdir`; it may be `command`"},
      // Ids.
      {"source = \"a\"\n[component.my_app]\nsource = \"b\"",
       "4:12: `my_app` is no id of a component: words are separated by `-`, not `_`"},
      {"source = \"a\"\n[component.myApp]\nsource = \"b\"",
       "4:12: `myApp` is no id of a component: each word is all lower or all upper case"},
  };
  for (const auto& [lines, expected] : rows) {
    const auto text = base::format(
        "spin_manifest_version = 2\n[component.a]\n{}\n[application]\nname = \"a\"\n[[trigger."
        "http]]\nroute = \"/\"\ncomponent = \"a\"",
        lines);
    EXPECT_EQ(first_line(complaint(text)), base::format("spin.toml:{}", expected)) << lines;
  }
}

// Rows hold lines after [component.a.dependencies], from line 3 on.
TEST(SpinTomlErrors, OfDependencies) {
  const Row rows[] = {
      {"x_y = \"1\"", "3:1: `x_y` is no name of an import: words are separated by `-`, not `_`"},
      {"\"a/b\" = \"1\"", "3:1: `a/b` is no name of an import: a package is `namespace:name`"},
      {"\"a:b/C_d\" = \"1\"",
       "3:1: `a:b/C_d` is no name of an import: words are separated by `-`, not `_`"},
      {"\"a:b@1\" = \"1\"",
       "3:1: `a:b@1` is no name of an import: after `@` comes a version such as 1.2.3"},
      {"\"a:b\" = 1", "3:9: `component.a.dependencies.a:b` must be a table, but is an integer"},
      {"\"a:b\" = \"newest\"", "3:9: `newest` is no requirement of a version such as \">=1.2\""},
      {"\"a:b\" = {}",
       "3:9: `component.a.dependencies.a:b` must have one of `version`, `path`, "
       "`url` or `component`, but has none"},
      {"\"a:b\" = { path = \"a\", url = \"b\" }",
       "3:9: `component.a.dependencies.a:b` must have one of `version`, `path`, `url` or "
       "`component`, but has `path` and `url`"},
      {"\"a:b\" = { path = \"a\", digest = \"b\" }",
       "3:23: unknown key `digest`; it may be `path`, `inherit_configuration` or `export`"},
      {"\"a:b\" = { path = \"a\", export = \"e\" }",
       "3:9: `component.a.dependencies.a:b` stands for a whole package, so it cannot have an "
       "`export`"},
      {"a = \"1\"", "3:5: `component.a.dependencies.a` needs a `package`: its name tells of none"},
      {"a = { version = \"1\" }",
       "3:5: `component.a.dependencies.a` needs a `package`: its name tells of none"},
      {"\"a:b\" = { path = \"a\", inherit_configuration = [\"hosts\"] }",
       "3:48: `hosts` cannot be inherited; only `ai_models`, `allowed_outbound_hosts`, "
       "`environment`, `files`, `key_value_stores`, `sqlite_databases` or `variables` can"},
      {"\"a:b\" = { path = \"a\", inherit_configuration = 1 }",
       "3:47: `component.a.dependencies.a:b.inherit_configuration` must be true or false, but is "
       "an integer"},
      {"\"a:b\" = \"1\"\n\"a:b/c\" = \"1\"", "4:1: `a:b/c` overlaps with `a:b`"},
      {"\"a:b@1.0.0\" = \"1\"\n\"a:b@1.2.0\" = \"1\"",
       "4:1: `a:b@1.2.0` overlaps with `a:b@1.0.0`"},
      {"\"a:b@1.0.0\" = \"1\"\n\"a:b@2.0.0\" = \"1\"\n\"a:b/c@2.1.0\" = \"1\"",
       "5:1: `a:b/c@2.1.0` overlaps with `a:b@2.0.0`"},
      {"x = { component = \"my_c\" }",
       "3:19: `my_c` is no id of a component: words are separated by `-`, not `_`"},
      {"x = { component = \"c\" }", "3:5: no component `c` is in the app"},
      {"x = { component = \"b\" }",
       "3:5: component `b` has `files` and `variables`, which it would lose as a dependency"},
      {"\"a:b/c\" = { path = \"a\", inherit_configuration = true }\n[component.a]\n"
       "source = \"a\"\ndependencies_inherit_configuration = true",
       "3:11: `component.a.dependencies.a:b/c.inherit_configuration` contradicts the component's "
       "`dependencies_inherit_configuration`; keep one of them"},
  };
  for (const auto& [lines, expected] : rows) {
    auto text = base::format(
        "spin_manifest_version = 2\n[component.a.dependencies]\n{}\n[component.b]\nsource = "
        "\"b\"\nfiles = [\"f\"]\nvariables.v = \"\"\n[application]\nname = \"a\"\n"
        "[[trigger.http]]\nroute = \"/\"\ncomponent = \"a\"\n",
        lines);
    text += lines.contains("[component.a]") ? "" : "[component.a]\nsource = \"a\"";
    EXPECT_EQ(first_line(complaint(text)), base::format("spin.toml:{}", expected)) << lines;
  }
}

// Rows hold lines from line 6 on, after a component `hello`.
TEST(SpinTomlErrors, OfTriggers) {
  const Row rows[] = {
      {"[trigger.http]\nroute = \"/\"",
       "6:1: `trigger.http` must be an array of tables; write `[[trigger.http]]`"},
      {"[trigger]\nhttp = 1", "7:8: `trigger.http` must be an array, but is an integer"},
      {"[trigger]\nhttp = [1]", "7:9: `trigger.http[0]` must be a table, but is an integer"},
      {"[[trigger.http]]\nid = 1",
       "7:6: `trigger.http[0].id` must be a string, but is an integer; write it in quotes"},
      {"[[trigger.http]]\nid = \"a\"\nroute=\"/\"\nstatic_response={}\n[[trigger.http]]\nid = "
       "\"a\"",
       "11:6: another trigger has the id `a`"},
      {"[[trigger.http]]\ncomponent = \"hello\"", "6:1: `trigger.http[0].route` is missing"},
      {"[[trigger.http]]\nroute = 1",
       "7:9: `trigger.http[0].route` must be a string, or { private = true }, but is an integer"},
      {"[[trigger.http]]\nroute = { private = false }",
       "7:21: `trigger.http[0].route.private` may only be true; a route that is not private is a "
       "string"},
      {"[[trigger.http]]\nroute = { privat = true }",
       "7:11: unknown key `privat`; did you mean `private`?"},
      {"[[trigger.http]]\nroute = {}", "7:9: `trigger.http[0].route.private` is missing"},
      {"[[trigger.http]]\nroute = \"/a/*/b\"",
       "7:9: `*` stands alone at the end of a route, as in `/a/...`, or nowhere"},
      {"[[trigger.http]]\nroute = \"/:\"", "7:9: `:` needs a name, as in `/:id`"},
      {"[[trigger.http]]\nrout = \"/\"", "7:1: unknown key `rout`; did you mean `route`?"},
      {"[[trigger.http]]\nroute = \"/\"",
       "6:1: `trigger.http[0]` needs a `component` or a `static_response`"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"hello\"\nstatic_response = {}",
       "9:1: `trigger.http[0]` has both a `component` and a `static_response`; keep one"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"helo\"",
       "8:13: no component `helo`; did you mean `hello`?"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"other\"",
       "8:13: no component `other`; write a table `[component.other]`"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"my_hello\"",
       "8:13: `my_hello` is no id of a component: words are separated by `-`, not `_`"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = 1",
       "8:13: `trigger.http[0].component` must be the id of a component, or a table, but is an "
       "integer"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = { sorce = \"a\" }",
       "8:15: unknown key `sorce`; did you mean `source`?"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = {}",
       "8:13: `trigger.http[0].component.source` is missing"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"hello\"\nexecutor = \"spin\"",
       "9:12: `trigger.http[0].executor` must be a table, but is a string"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"hello\"\nexecutor = {}",
       "9:12: `trigger.http[0].executor.type` is missing"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"hello\"\nexecutor = { type = \"cgi\" }",
       "9:21: `cgi` is no executor; it may be `http`, `spin` or `wagi`"},
      {"[[trigger.http]]\nroute = \"/\"\ncomponent = \"hello\"\nexecutor = { type = \"http\", argv "
       "= \"\" }",
       "9:29: unknown key `argv`; it may be `type`"},
      {"[[trigger.http]]\nroute = \"/\"\nstatic_response = { status = 200 }",
       "8:21: unknown key `status`; it may be `status_code`, `headers` or `body`"},
      {"[[trigger.http]]\nroute = \"/\"\nstatic_response = { status_code = 101 }",
       "8:35: `trigger.http[0].static_response.status_code` must be from 200 to 999, but is 101"},
      {"[[trigger.http]]\nroute = \"/\"\nstatic_response = { status_code = \"200\" }",
       "8:35: `trigger.http[0].static_response.status_code` must be an integer, but is a string"},
      {"[[trigger.http]]\nroute = \"/\"\nstatic_response = { headers = { \"a b\" = \"\" } }",
       "8:33: `a b` is no name of a header"},
      {"[[trigger.http]]\nroute = \"/\"\nstatic_response = { headers = { a = \"x\\r\\ny: z\" } }",
       "8:37: `trigger.http[0].static_response.headers.a` holds control characters"},
      {"[[trigger.http]]\nroute = \"/\"\nstatic_response = { body = 1 }",
       "8:28: `trigger.http[0].static_response.body` must be a string, but is an integer; write it "
       "in quotes"},
      {"[[trigger.fake]]\ncomponents = { a = \"nope\" }",
       "7:20: no component `nope`; write a table `[component.nope]`"},
      {"[[trigger.fake]]\ncomponents = 1",
       "7:14: `trigger.fake[0].components` must be a table, but is an integer"},
      {"[[trigger.fake]]\ndependencies = { middleware = {} }",
       "7:31: `trigger.fake[0].dependencies.middleware` must be an array, but is a table"},
      {"[[trigger.fake]]\ndependencies = { middleware = [{ version = \"1\" }] }",
       "7:32: `trigger.fake[0].dependencies.middleware[0]` needs a `package`: its name tells of "
       "none"},
      {"[[trigger.fake]]\ndependencies = { middleware = [{ path = \"a\", export = \"b\" }] }",
       "7:32: `trigger.fake[0].dependencies.middleware[0]` cannot have an `export`"},
  };
  for (const auto& [lines, expected] : rows) {
    const auto text = base::format(
        "spin_manifest_version = 2\n[application]\nname = \"a\"\n[component.hello]\nsource = "
        "\"a\"\n{}",
        lines);
    EXPECT_EQ(first_line(complaint(text)), base::format("spin.toml:{}", expected)) << lines;
  }
}

TEST(SpinTomlErrors, OfComponentsWrittenAsInVersionOne) {
  EXPECT_EQ(first_line(complaint("spin_manifest_version = 2\n[application]\nname = \"a\"\n"
                                 "[[component]]\nid = \"a\"")),
            "spin.toml:4:1: `component` must be a table; write `[component.<id>]`, not "
            "`[[component]]`");
}

TEST(SpinTomlErrors, OfProfilesThatNoComponentHas) {
  const std::string text =
      "spin_manifest_version = 2\napplication.name = \"a\"\n"
      "trigger.http = [{ route = \"/\", component = \"a\" }]\ncomponent.a.source = \"a\"\n";
  EXPECT_EQ(first_line(complaint(text, "debug")),
            "spin.toml:1:1: no component has a profile `debug`, nor any other");
  EXPECT_EQ(first_line(complaint(text + "component.a.profile.test = {}", "debug")),
            "spin.toml:1:1: no component has a profile `debug`; there is `test`");
}

TEST(SpinTomlErrors, ShowTheLineWithACaret) {
  EXPECT_EQ(complaint("spin_manifest_version = 2\n\n[component.a]\n  source_path = \"a\"\n"
                      "[application]\nname = \"ü\"\n"),
            "spin.toml:4:3: unknown key `source_path`; did you mean `source`?\n"
            "    4 |   source_path = \"a\"\n"
            "      |   ^");
  EXPECT_EQ(complaint("spin_manifest_version = 2\napplication = { name = \"ü\",\tx = 1 }"),
            "spin.toml:2:29: unknown key `x`; it may be `name`, `version`, `description`, "
            "`authors`, `targets`, `trigger` or `tool`\n"
            "    2 | application = { name = \"ü\", x = 1 }\n"
            "      |                             ^");
}

TEST(SpinTomlErrors, ShowAWindowOfALongLine) {
  const std::string long_name(300, 'n');
  EXPECT_EQ(complaint("spin_manifest_version = 2\napplication = { name = \"" + long_name +
                      "\", nam = \"x\", description = \"" + long_name + "\" }"),
            "spin.toml:2:328: unknown key `nam`; did you mean `name`?\n    2 | " +
                std::string(57, 'n') + "\", nam = \"x\", description = \"" + std::string(14, 'n') +
                "\n      | " + std::string(60, ' ') + "^");
}

TEST(SpinTomlErrors, NameTheFileThatWasRead) {
  const auto app = parse_spin_toml("x = 1", {.file = "apps/one/spin.toml"});
  EXPECT_TRUE(app.error().message().starts_with("apps/one/spin.toml:1:1: "));
}

}  // namespace
}  // namespace manifest
