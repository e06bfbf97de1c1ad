#include "app/store_config.h"

#include <gtest/gtest.h>

namespace app {
namespace {

manifest::RuntimeConfig parse(std::string_view text) {
  return *manifest::parse_runtime_config(text, "rc.toml");
}

TEST(StoreConfig, TheDefaultStoresAreInTheStateFolder) {
  const auto stores = plan_stores({}, {.state_dir = "/app/.spin"});
  EXPECT_EQ(stores.key_value.at("default").path, "/app/.spin/sqlite_key_value.db");
  EXPECT_EQ(stores.databases.at("default").path, "/app/.spin/sqlite_db.db");
}

TEST(StoreConfig, WithoutAStateFolderTheyAreInMemory) {
  const auto stores = plan_stores({}, {});
  EXPECT_EQ(stores.key_value.at("default").path, std::nullopt);
  EXPECT_EQ(stores.databases.at("default").path, std::nullopt);
}

TEST(StoreConfig, TheRuntimeConfigurationGoesBefore) {
  const auto stores = plan_stores(parse(R"(
[key_value_store.default]
type = "spin"
[key_value_store.near]
type = "spin"
path = "near.db"
[key_value_store.far]
type = "spin"
path = "/far.db"
[sqlite_database.default]
type = "spin"
path = "sql.db"
allow_attach_file = true
)"),
                                  {.state_dir = "/app/.spin", .config_dir = "/etc/app"});
  EXPECT_EQ(stores.key_value.at("default").path, std::nullopt);
  EXPECT_EQ(stores.key_value.at("near").path, "/etc/app/near.db");
  EXPECT_EQ(stores.key_value.at("far").path, "/far.db");
  EXPECT_EQ(stores.databases.at("default").path, "sql.db");
  EXPECT_TRUE(stores.databases.at("default").options.allow_attach);
}

TEST(StoreConfig, ALabelThatIsNowhereIsRefused) {
  manifest::App app;
  app.components.push_back({.id = "hello", .key_value_stores = {"default", "cache"}});
  const auto stores = plan_stores({}, {});
  EXPECT_EQ(check_stores(app, stores).error().message(),
            "component.hello.key_value_stores: nothing says where `cache` is; write a "
            "[key_value_store.cache] in the runtime configuration (--runtime-config-file)");
  app.components[0].key_value_stores = {"default"};
  app.components[0].sqlite_databases = {"default"};
  EXPECT_TRUE(check_stores(app, stores));
}

}  // namespace
}  // namespace app
