#include "manifest/runtime_config.h"

#include <gmock/gmock.h>

namespace manifest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

RuntimeConfig parse(std::string_view text) {
  auto config = parse_runtime_config(text, "rc.toml");
  EXPECT_TRUE(config) << config.error().message();
  return config ? *std::move(config) : RuntimeConfig{};
}

TEST(RuntimeConfig, AnEmptyOneHasTheDefaults) {
  const auto config = parse("");
  EXPECT_EQ(config.state_dir, std::nullopt);
  EXPECT_TRUE(config.variables_providers.empty());
  EXPECT_TRUE(config.outbound_http.connection_pooling);
  EXPECT_EQ(config.outbound_http.max_connections, std::nullopt);
  EXPECT_FALSE(config.outbound_networking.block_private);
}

TEST(RuntimeConfig, FoldersAndMemory) {
  const auto config = parse("state_dir = \"/state\"\nlog_dir = \"\"\nmax_instance_memory = 1000");
  EXPECT_EQ(config.state_dir, "/state");
  EXPECT_EQ(config.log_dir, "");
  EXPECT_EQ(config.max_instance_memory, 1000u);
}

TEST(RuntimeConfig, VariablesProvidersKeepTheirOrder) {
  const auto config = parse(R"(
[[variables_provider]]
type = "env"
prefix = "APP"
dotenv_path = "my.env"

[[variables_provider]]
type = "static"
values = { password = "p" }

[[variables_provider]]
type = "env"
)");
  ASSERT_EQ(config.variables_providers.size(), 3u);
  const auto& env = std::get<EnvironmentProvider>(config.variables_providers[0]);
  EXPECT_EQ(env.prefix, "APP");
  EXPECT_EQ(env.dotenv_path, "my.env");
  const auto& fixed = std::get<StaticProvider>(config.variables_providers[1]);
  EXPECT_EQ(fixed.values.at("password").reveal(), "p");
  const auto& plain = std::get<EnvironmentProvider>(config.variables_providers[2]);
  EXPECT_EQ(plain.prefix, "SPIN_VARIABLE");
  EXPECT_EQ(plain.dotenv_path, std::nullopt);
}

TEST(RuntimeConfig, VariablesProvidersHaveAnOldName) {
  EXPECT_EQ(parse("[[config_provider]]\ntype = \"env\"").variables_providers.size(), 1u);
}

TEST(RuntimeConfig, Stores) {
  const auto config = parse(R"(
[key_value_store.default]
type = "spin"
path = "kv.db"
[key_value_store.scratch]
type = "spin"
[sqlite_database.default]
type = "spin"
path = "/data/sql.db"
allow_attach_file = true
[sqlite_database.scratch]
type = "spin"
)");
  EXPECT_EQ(config.key_value_stores.at("default").path, "kv.db");
  EXPECT_EQ(config.key_value_stores.at("scratch").path, std::nullopt);
  EXPECT_EQ(config.sqlite_databases.at("default").path, "/data/sql.db");
  EXPECT_TRUE(config.sqlite_databases.at("default").allow_attach_file);
  EXPECT_FALSE(config.sqlite_databases.at("scratch").allow_attach_file);
}

TEST(RuntimeConfig, Networking) {
  const auto config = parse(R"(
[outbound_networking]
block_networks = ["1.1.1.1/32", "8.8.8.8/16", "fc00::/7", "private"]
max_socket_connections = 10
max_total_connections = 0
[outbound_http]
connection_pooling = false
max_connections = 5
[outbound_redis]
max_connections = 5
[outbound_pg]
[outbound_mysql]
[outbound_mqtt]
)");
  const auto& networking = config.outbound_networking;
  EXPECT_TRUE(networking.block_private);
  ASSERT_EQ(networking.block_networks.size(), 3u);
  EXPECT_TRUE(networking.block_networks[1].contains(*base::IpAddress::parse("8.8.1.1")));
  EXPECT_EQ(networking.max_socket_connections, 10u);
  EXPECT_EQ(networking.max_total_connections, 0u);
  EXPECT_FALSE(config.outbound_http.connection_pooling);
  EXPECT_EQ(config.outbound_http.max_connections, 5u);
}

TEST(RuntimeConfig, TheOldLimitOfRequestsLetsOneMoreIn) {
  const auto config = parse("[outbound_http]\nmax_concurrent_requests = 0");
  EXPECT_EQ(config.outbound_http.max_connections, 1u);
  EXPECT_THAT(config.warnings,
              ElementsAre("rc.toml:2:1: `outbound_http.max_concurrent_requests` is deprecated; "
                          "write max_connections = 1"));
}

TEST(RuntimeConfig, ClientTls) {
  const auto config = parse(R"(
[[client_tls]]
component_ids = ["a"]
hosts = ["example.com"]
[[client_tls]]
component_ids = ["a", "b"]
hosts = ["10.0.0.1", "db.internal"]
ca_roots_file = "roots.pem"
client_cert_file = "cert.pem"
client_private_key_file = "key.pem"
)");
  ASSERT_EQ(config.client_tls.size(), 2u);
  EXPECT_TRUE(config.client_tls[0].platform_roots);
  EXPECT_FALSE(config.client_tls[0].identity);
  const auto& second = config.client_tls[1];
  EXPECT_THAT(second.component_ids, ElementsAre("a", "b"));
  EXPECT_THAT(second.hosts, ElementsAre("10.0.0.1", "db.internal"));
  EXPECT_FALSE(second.platform_roots);
  EXPECT_EQ(second.ca_roots_file, "roots.pem");
  EXPECT_EQ(second.identity->cert_file, "cert.pem");
  EXPECT_EQ(second.identity->key_file, "key.pem");
}

TEST(RuntimeConfig, WhoeverSpeaksOfRootsGetsNoOthers) {
  const auto platform_of = [](std::string_view lines) {
    return parse("[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"h\"]\n" + std::string(lines))
        .client_tls[0]
        .platform_roots;
  };
  EXPECT_TRUE(platform_of(""));
  EXPECT_FALSE(platform_of("ca_use_webpki_roots = false\nca_roots_file = \"x\""));
  EXPECT_FALSE(platform_of("ca_roots_file = \"x\""));
  EXPECT_TRUE(platform_of("ca_roots_file = \"x\"\nca_use_platform_roots = true"));
  EXPECT_FALSE(platform_of("ca_use_platform_roots = false\nca_roots_file = \"x\""));
}

struct Row {
  std::string_view text;
  std::string_view message;
};

TEST(RuntimeConfig, WhatIsWrongIsRefusedWithItsPlace) {
  const Row rows[] = {
      {"state_dir = 1",
       "rc.toml:1:13: `state_dir` must be a string, but is an integer; write it in quotes"},
      {"stat_dir = \"x\"", "rc.toml:1:1: unknown key `stat_dir`; did you mean `state_dir`?"},
      {"max_instance_memory = 0",
       "rc.toml:1:23: `max_instance_memory` must be a number of bytes above 0"},
      {"[variables_provider]\ntype = \"env\"",
       "rc.toml:1:1: `variables_provider` must be an array, but is a table"},
      {"[[variables_provider]]\nprefix = \"x\"",
       "rc.toml:1:1: `variables_provider[0].type` is missing"},
      {"[[variables_provider]]\ntype = \"file\"",
       "rc.toml:2:8: `file` is no type of `variables_provider[0]`; it may be `static`, `env`, "
       "`vault`, `open_bao` or `azure_key_vault`"},
      {"[[variables_provider]]\ntype = \"env\"\nprefx = \"x\"",
       "rc.toml:3:1: unknown key `prefx`; did you mean `prefix`?"},
      {"[[variables_provider]]\ntype = \"static\"",
       "rc.toml:1:1: `variables_provider[0].values` is missing"},
      {"[[variables_provider]]\ntype = \"static\"\nvalues = { BAD = \"x\" }",
       "rc.toml:3:12: `BAD` is no name of a variable: it must be lower case"},
      {"[[variables_provider]]\ntype = \"env\"\n[[config_provider]]\ntype = \"env\"",
       "rc.toml:3:3: `config_provider` is the old name of `variables_provider`; use one"},
      {"[key_value_store.default]\npath = \"x\"",
       "rc.toml:1:1: `key_value_store.default.type` is missing"},
      {"[key_value_store.a-b]\ntype = \"spin\"",
       "rc.toml:1:18: `a-b` is no label: words are separated by `_`, not `-`"},
      {"[key_value_store.a]\ntype = \"spin\"\nurl = \"x\"",
       "rc.toml:3:1: unknown key `url`; it may be `path` or `type`"},
      {"[sqlite_database.a]\ntype = \"spin\"\nallow_attach_file = \"yes\"",
       "rc.toml:3:21: `sqlite_database.a.allow_attach_file` must be true or false, but is a "
       "string"},
      {"[outbound_networking]\nblock_networks = [\"10.0.0.0\"]",
       "rc.toml:2:19: `10.0.0.0` is no network; write \"private\" or a block such as "
       "\"10.0.0.0/8\""},
      {"[outbound_networking]\nmax_total_connections = -1",
       "rc.toml:2:25: `outbound_networking.max_total_connections` must not be negative"},
      {"[outbound_http]\nmax_connections = 1\nmax_concurrent_requests = 1",
       "rc.toml:3:1: `outbound_http.max_concurrent_requests` is the old name of max_connections; "
       "use one"},
      {"[outbound_redis]\nurl = \"x\"",
       "rc.toml:2:1: unknown key `url`; it may be `max_connections`"},
      {"[[client_tls]]\nhosts = [\"x\"]", "rc.toml:1:1: `client_tls[0].component_ids` is missing"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"x\"]\nca_use_webpki_roots = false",
       "rc.toml:1:1: `client_tls[0]` would trust nobody; give ca_roots_file, or set "
       "ca_use_platform_roots = true"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = []",
       "rc.toml:3:9: `client_tls[0].hosts` must not be empty"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"https://x\"]",
       "rc.toml:3:10: `https://x` is no host; write its name or address alone, without a port"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"x:443\"]",
       "rc.toml:3:10: `x:443` is no host; write its name or address alone, without a port"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"::1\"]\nca_use_platform_roots = false",
       "rc.toml:1:1: `client_tls[0]` would trust nobody; give ca_roots_file, or set "
       "ca_use_platform_roots = true"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"x\"]\nclient_cert_file = \"c\"",
       "rc.toml:1:1: `client_tls[0]` needs both client_cert_file and client_private_key_file"},
  };
  for (const auto& [text, message] : rows) {
    const auto config = parse_runtime_config(text, "rc.toml");
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().message(), message) << text;
    EXPECT_EQ(config.error().kind(), base::Kind::invalid) << text;
  }
}

TEST(RuntimeConfig, WhatTorporCannotDoIsRefusedWithTheReason) {
  const Row rows[] = {
      {"[key_value_store.default]\ntype = \"redis\"\nurl = \"redis://x\"",
       "rc.toml:2:8: `key_value_store.default` of type `redis` is not supported: torpor keeps "
       "stores in files alone; use type `spin`"},
      {"[key_value_store.a]\ntype = \"azure_cosmos\"", "rc.toml:2:8: `key_value_store.a` of type"},
      {"[key_value_store.a]\ntype = \"aws_dynamo\"", "rc.toml:2:8: `key_value_store.a` of type"},
      {"[sqlite_database.a]\ntype = \"libsql\"\ntoken = \"x\"",
       "rc.toml:2:8: `sqlite_database.a` of type `libsql` is not supported"},
      {"[[variables_provider]]\ntype = \"vault\"",
       "rc.toml:2:8: `variables_provider[0]` of type `vault` is not supported: torpor asks no "
       "other server for variables; use `static` or `env`"},
      {"[[variables_provider]]\ntype = \"azure_key_vault\"", "rc.toml:2:8: "},
      {"[llm_compute]\ntype = \"spin\"",
       "rc.toml:1:2: `llm_compute` is not supported: torpor runs no AI models"},
      {"[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"x\"]\nca_use_webpki_roots = true",
       "rc.toml:4:23: `client_tls[0].ca_use_webpki_roots` is not supported: torpor brings no "
       "certificates; use ca_use_platform_roots"},
  };
  for (const auto& [text, message] : rows) {
    const auto config = parse_runtime_config(text, "rc.toml");
    ASSERT_FALSE(config) << text;
    EXPECT_THAT(config.error().message(), HasSubstr(message)) << text;
    EXPECT_EQ(config.error().kind(), base::Kind::unsupported) << text;
  }
}

TEST(RuntimeConfig, NoMessageShowsALineThatMayHoldASecret) {
  const std::string_view texts[] = {
      "[[variables_provider]]\ntype = \"static\"\nvalues = { a = \"s3cret\", b = 1 }",
      "[[variables_provider]]\ntype = \"static\"\nvalues = { a = \"s3cret\", B = \"x\" }",
      "[sqlite_database]\ndefault = { type = \"libsql\", token = \"s3cret\" }",
      "[[variables_provider]]\ntype = \"static\"\nvalues = { a = \"s3cret }",
      "[[variables_provider]]\ntype = \"vault\"\ntoken = \"s3cret\" x",
  };
  for (const auto text : texts) {
    const auto config = parse_runtime_config(text, "rc.toml");
    ASSERT_FALSE(config) << text;
    EXPECT_THAT(config.error().message(), Not(HasSubstr("s3cret"))) << config.error().message();
  }
}

}  // namespace
}  // namespace manifest
