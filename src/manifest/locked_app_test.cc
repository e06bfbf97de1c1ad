#include "manifest/locked_app.h"

#include <gtest/gtest.h>

#include "manifest/spin_toml.h"
#include "manifest/support.h"

namespace manifest {
namespace {

constexpr std::string_view some_digest =
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

LockedApp lock(std::string_view toml) {
  LockedApp out{parse_spin_toml(toml, {}).value(), {}};
  for (const auto& component : out.app.components) {
    out.contents[component.id].source.digest = some_digest;
  }
  return out;
}

constexpr std::string_view small = R"(
spin_manifest_version = 2
[application]
name = "hello"
version = "1.0"
authors = ["A <a@example.org>"]
[[trigger.http]]
route = "/..."
component = "hello"
[component.hello]
source = "hello.wasm"
)";

TEST(LockedApp, IsWrittenAsSpinWritesIt) {
  EXPECT_EQ(write_locked_app(lock(small)),
            R"({"spin_lock_version":0,"metadata":{"authors":["A <a@example.org>"],"name":"hello",)"
            R"("trigger":{"type":"http"},"triggers":{},"version":"1.0"},"triggers":[)"
            R"({"id":"hello-http-trigger","trigger_type":"http","trigger_config":)"
            R"({"component":"hello","route":"/..."}}],"components":[{"id":"hello","source":)"
            R"({"content_type":"application/wasm","digest":")" +
                std::string(some_digest) + R"("}}]})");
}

constexpr std::string_view rich = R"(
spin_manifest_version = 2
[application]
name = "rich"
[variables]
colour = { default = "red", description = "of the door" }
key = { required = true, secret = true }
[[trigger.http]]
id = "one"
route = "/one/:name"
component = "one"
[[trigger.http]]
route = { private = true }
component = "two"
[[trigger.http]]
route = "/gone"
static_response = { status_code = 410, headers = { x = "y" }, body = "gone" }
[component.one]
source = "one.wasm"
description = "the first"
environment = { B = "2", A = "1" }
variables = { colour = "{{ colour }}" }
allowed_outbound_hosts = ["http://two.spin.internal", "https://example.org"]
key_value_stores = ["default"]
sqlite_databases = ["db"]
[component.one.build]
command = ["make", "make install"]
workdir = "one"
watch = ["*.c"]
[component.two]
source = "two.wasm"
)";

TEST(LockedApp, ReadsWhatItWrites) {
  auto locked = lock(rich);
  locked.contents["one"].files = {{"a.txt", {std::string(some_digest), "small"}},
                                  {"b/c", {std::string(some_digest), std::nullopt}}};
  const auto read = parse_locked_app(write_locked_app(locked));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->contents, locked.contents);
  const auto& one = read->app.components.at(0);
  EXPECT_EQ(one.description, "the first");
  EXPECT_EQ(one.environment.at("B"), "2");
  EXPECT_EQ(one.variables.at("colour"), "{{ colour }}");
  EXPECT_EQ(one.allowed_outbound_hosts.size(), 2u);
  EXPECT_EQ(one.key_value_stores, std::vector<std::string>{"default"});
  EXPECT_EQ(one.sqlite_databases, std::vector<std::string>{"db"});
  EXPECT_EQ(read->app.variables.at("colour").default_value, "red");
  EXPECT_TRUE(read->app.variables.at("key").required);
  EXPECT_TRUE(read->app.variables.at("key").secret);
  ASSERT_EQ(read->app.http_triggers.size(), 3u);
  EXPECT_EQ(read->app.http_triggers[0].route, "/one/:name");
  EXPECT_EQ(read->app.http_triggers[1].route, std::nullopt);
  const auto& gone = std::get<StaticResponse>(read->app.http_triggers[2].target);
  EXPECT_EQ(gone.status, 410);
  EXPECT_EQ(gone.body, "gone");
  EXPECT_EQ(gone.headers.at(0).second, "y");
}

TEST(LockedApp, DemandsServiceChainingOfItsHost) {
  const auto text = write_locked_app(lock(rich));
  EXPECT_TRUE(text.starts_with(
      R"({"spin_lock_version":1,"must_understand":["component_host_requirements"],)"))
      << text;
  EXPECT_NE(text.find(R"("host_requirements":{"local_service_chaining":"required"})"),
            std::string::npos);
}

TEST(LockedApp, WritesInlinedContentWithoutPadding) {
  auto locked = lock(small);
  locked.contents["hello"].files = {{"a", {std::string(some_digest), "a"}}};
  EXPECT_NE(write_locked_app(locked).find(R"({"inline":"YQ","digest")"), std::string::npos);
}

TEST(LockedApp, ReadsTheOldForm) {
  const auto read = parse_locked_app(R"({
    "spin_lock_version": 0,
    "metadata": {"description": "", "name": "old", "origin": "file:///x",
                 "trigger": {"base": "/", "type": "http"}, "version": "0.1.0"},
    "triggers": [{"id": "trigger--a", "trigger_type": "http",
                  "trigger_config": {"component": "a", "executor": null, "route": "/..."}}],
    "components": [{"id": "a", "metadata": {"allowed_http_hosts": ["https://hooks.example.org"]},
                    "source": {"content_type": "application/wasm", "digest": "sha256:x"},
                    "files": [{"inline": "YQ==", "path": "my-file.json"}]}]})");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->app.name, "old");
  EXPECT_FALSE(read->app.components[0].allowed_outbound_hosts.empty());
  EXPECT_EQ(read->contents.at("a").files[0].content.inlined, "a");
}

std::string with(std::string_view app_part, std::string_view component_part) {
  return R"({"spin_lock_version":1,)" + std::string(app_part) +
         R"("triggers":[],"components":[{"id":"a","source":{"digest":"sha256:x"})" +
         std::string(component_part) + "}]}";
}

TEST(LockedApp, RefusesDemandsThatItDoesNotKnow) {
  EXPECT_TRUE(parse_locked_app(with("", "")));
  EXPECT_TRUE(parse_locked_app(with(R"("host_requirements":{"x":"optional"},)", "")));
  for (const auto& text : {
           with(R"("must_understand":["new_thing"],)", ""),
           with(R"("host_requirements":{"new_thing":"required"},)", ""),
           with("", R"(,"host_requirements":{"new_thing":"required"})"),
       }) {
    const auto read = parse_locked_app(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind(), base::Kind::unsupported);
    EXPECT_NE(read.error().message().find("new_thing"), std::string::npos);
  }
}

TEST(LockedApp, SaysWhatIsWrong) {
  struct Row {
    std::string_view text, message;
  };
  for (const auto& [text, message] : {
           Row{"{", "is not JSON"},
           Row{"{}", "spin_lock_version"},
           Row{R"({"spin_lock_version":2})", "version 2"},
           Row{R"({"spin_lock_version":1})", "no `components`"},
           Row{R"({"spin_lock_version":1,"components":[{}]})", "has the id ``"},
           Row{R"({"spin_lock_version":1,"components":[{"id":"../a"}]})", "has the id `../a`"},
           Row{R"({"spin_lock_version":1,"components":[{"id":"a"}]})", "`a` has no `source`"},
           Row{R"({"spin_lock_version":1,"components":[{"id":"a","source":{}}]})", "neither"},
           Row{R"({"spin_lock_version":1,"components":[{"id":"a","source":{"inline":"?"}}]})",
               "not Base64"},
           Row{R"({"spin_lock_version":1,"components":[]})", "no `triggers`"},
           Row{R"({"spin_lock_version":1,"components":[],"triggers":[{"id":"t","trigger_type":)"
               R"("http","trigger_config":{"route":"/","component":"b"}}]})",
               "component `b`, which is not there"},
       }) {
    const auto read = parse_locked_app(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().message().find(message), std::string::npos) << read.error().message();
  }
}

TEST(LockedApp, ListsWhatTorporCannotDo) {
  const auto read =
      parse_locked_app(R"({"spin_lock_version":1,"triggers":[{"id":"t","trigger_type":"redis",)"
                       R"("trigger_config":{"component":"a","channel":"c"}}],)"
                       R"("components":[{"id":"a","source":{"digest":"sha256:x"}}]})");
  ASSERT_TRUE(read);
  const auto supported = check_supported(read->app);
  ASSERT_FALSE(supported);
  EXPECT_NE(supported.error().message().find("trigger `t` of type `redis`"), std::string::npos);
}

TEST(LockedApp, IsKnownByItsVersion) {
  EXPECT_TRUE(is_locked_app(R"({"spin_lock_version":7})"));
  EXPECT_FALSE(is_locked_app(R"({"architecture":"wasm"})"));
  EXPECT_FALSE(is_locked_app("no json"));
}

}  // namespace
}  // namespace manifest
