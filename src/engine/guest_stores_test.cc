// Stores, databases and variables as guests meet them, through every interface.
#include "engine/guest_stores.h"

#include "engine/test_house.h"
#include "store/catalog.h"
#include "testing/noted_log.h"

namespace engine {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ListVariables final : public Variables {
 public:
  std::expected<std::string, VariableError> get(std::string_view name) const override {
    using Code = VariableError::Code;
    if (name == "colour") return "blue";
    if (name == "Bad") return std::unexpected(VariableError{Code::invalid_name, "no name"});
    if (name == "lost") return std::unexpected(VariableError{Code::provider, "no value"});
    return std::unexpected(VariableError{Code::undefined, "no such variable"});
  }
  std::expected<void, VariableError> visit_all(const Visit& visit) const override {
    visit("colour", "blue");
    return {};
  }
};

class GuestStoresTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { house_ = std::make_unique<House>(); }
  static void TearDownTestSuite() { house_.reset(); }

  GuestStoresTest() {
    store::CatalogConfig config;
    config.key_value["default"].path = folder_ / "kv.db";
    config.key_value["private"].path = folder_ / "private.db";
    config.databases["default"].path = folder_ / "sql.db";
    catalog_ = *store::Catalog::create(config, background_);
    stores_.emplace(*catalog_, *folder_.files, stage_.clock, house_->log);
    const store::StoreGrants grants{{"default", "nowhere"}, {"default", "nowhere"}};
    guest_stores_.emplace(StoreWorld{stage_.loop, *threads_, *stores_}, grants,
                          std::make_shared<ListVariables>());
    stage_.grants->stores = &*guest_stores_;
  }
  ~GuestStoresTest() override {
    threads_.reset();  // what they still do posts to the loop
    stage_.clock.settle();
  }

  std::string ask(std::string target) {
    return stage_.answer(house_->code("stores"), get(std::move(target)));
  }
  static std::string key_value(std::string_view rest) {
    return base::format("/key-value?store=default&{}", rest);
  }
  static std::string sqlite(std::string_view rest) {
    return base::format("/sqlite?database=default&sql={}", rest);
  }

  static inline std::unique_ptr<House> house_;
  Folder folder_;
  async::Threads background_{1};
  std::optional<async::Threads> threads_{std::in_place, 1};
  std::unique_ptr<store::Catalog> catalog_;
  Stage stage_{house_->log};
  std::optional<store::Stores> stores_;
  std::optional<GuestStores> guest_stores_;
};

TEST_F(GuestStoresTest, AKeyValueStoreKeepsWhatIsSet) {
  EXPECT_EQ(ask(key_value("do=get&key=a")), "200 none");
  EXPECT_EQ(ask(key_value("do=set&key=a&value=one")), "200 set");
  EXPECT_EQ(ask(key_value("do=get&key=a")), "200 one");
  EXPECT_EQ(ask(key_value("do=set&key=b&value=")), "200 set");
  EXPECT_EQ(ask(key_value("do=get&key=b")), "200 ");
  EXPECT_EQ(ask(key_value("do=exists&key=b")), "200 true");
  EXPECT_EQ(ask(key_value("do=keys")), "200 a\nb");
  EXPECT_EQ(ask(key_value("do=delete&key=a")), "200 deleted");
  EXPECT_EQ(ask(key_value("do=exists&key=a")), "200 false");
}

TEST_F(GuestStoresTest, ALargeValueIsKeptWhole) {
  EXPECT_EQ(ask(key_value("do=set-size&key=a&bytes=5000000")), "200 set");
  EXPECT_EQ(ask(key_value("do=size&key=a")), "200 5000000");
}

TEST_F(GuestStoresTest, TheGenerationWithNumbersForHandlesSeesTheSameStore) {
  const auto old = [&](std::string_view rest) {
    return ask(base::format("/key-value-old?store=default&{}", rest));
  };
  EXPECT_EQ(ask(key_value("do=set&key=a&value=one")), "200 set");
  EXPECT_EQ(old("do=get&key=a"), "200 one");
  EXPECT_EQ(old("do=get&key=b"), "409 Error::NoSuchKey");
  EXPECT_EQ(old("do=set&key=b&value=two"), "200 set");
  EXPECT_EQ(old("do=keys"), "200 a\nb");
  EXPECT_EQ(old("do=delete&key=b"), "200 deleted");
  EXPECT_EQ(old("do=exists&key=b"), "200 false");
  EXPECT_EQ(old("do=get&key=a&handle=77"), "409 Error::InvalidStore");
  EXPECT_EQ(old("do=open-many&most=256"), "200 open");
  EXPECT_EQ(old("do=open-many&most=257"), "409 Error::StoreTableFull");
}

TEST_F(GuestStoresTest, WasiKeyValueHasAtomicsAndBatches) {
  const auto wasi = [&](std::string_view rest) {
    return ask(base::format("/wasi-key-value?store=default&{}", rest));
  };
  EXPECT_EQ(wasi("do=set&key=a&value=one"), "200 set");
  EXPECT_EQ(wasi("do=get&key=a"), "200 one");
  EXPECT_EQ(wasi("do=get&key=b"), "200 none");
  EXPECT_EQ(wasi("do=increment&key=n"), "200 1");
  EXPECT_EQ(wasi("do=increment&key=n&by=-5"), "200 -4");
  EXPECT_EQ(wasi("do=increment&key=a"),
            "409 Error::Other(\"the value is not a number of 64 bits, so it cannot be "
            "incremented\")");
  EXPECT_EQ(wasi("do=swap&key=a&value=two"), "200 swapped");
  EXPECT_EQ(wasi("do=swap&key=a&value=four&meanwhile=three"), "200 swapped after three");
  EXPECT_EQ(wasi("do=swap&key=new&value=one"), "200 swapped");
  EXPECT_EQ(wasi("do=set-many&keys=x,y&value=v"), "200 set");
  EXPECT_EQ(wasi("do=get-many&keys=x,none,a"), "200 x=v\nnone=none\na=four\n");
  EXPECT_EQ(wasi("do=delete-many&keys=x,y"), "200 deleted");
  EXPECT_EQ(wasi("do=exists&key=x"), "200 false");
}

TEST_F(GuestStoresTest, ManyKeysComeInPages) {
  auto store = *stores_->open_key_value("default", {{"default"}, {}});
  for (int i = 0; i < 2017; ++i) ASSERT_TRUE(store->set(base::format("{}", i), ""));
  EXPECT_EQ(ask("/wasi-key-value?store=default&do=keys"), "200 1000 1000 17");
  const auto keys = ask(key_value("do=keys"));
  EXPECT_EQ(std::ranges::count(keys, '\n'), 2016);
}

TEST_F(GuestStoresTest, WhatWasNotGrantedIsDenied) {
  for (const auto* interface : {"key-value", "key-value-old", "wasi-key-value"}) {
    const auto open = [&](std::string_view label) {
      return ask(base::format("/{}?do=get&key=a&store={}", interface, label));
    };
    EXPECT_EQ(open("private"), "409 Error::AccessDenied");
    EXPECT_EQ(open("nowhere"), "409 Error::NoSuchStore");
  }
  for (const auto* interface : {"sqlite", "sqlite-2", "sqlite-old"}) {
    const auto open = [&](std::string_view label) {
      return ask(base::format("/{}?sql=SELECT%201&database={}", interface, label));
    };
    EXPECT_EQ(open("private"), "409 Error::AccessDenied");
    EXPECT_EQ(open("nowhere"), "409 Error::NoSuchDatabase");
  }
}

TEST_F(GuestStoresTest, WithoutAnyGrantsAllIsDenied) {
  stage_.grants->stores = nullptr;
  EXPECT_EQ(ask(key_value("do=get&key=a")), "409 Error::AccessDenied");
  EXPECT_EQ(ask(sqlite("SELECT%201")), "409 Error::AccessDenied");
  EXPECT_THAT(ask("/variables?name=colour"), StartsWith("409 Error::Undefined"));
  EXPECT_EQ(ask("/wasi-config"), "200 ");
}

TEST_F(GuestStoresTest, ADatabaseRunsStatements) {
  EXPECT_EQ(ask(sqlite("CREATE%20TABLE%20t(a,b);;INSERT%20INTO%20t%20VALUES(7,?)&p=x")),
            "200 \nlast 1 changes 1");
  for (const auto* interface : {"sqlite-2", "sqlite-old"}) {
    EXPECT_EQ(ask(base::format("/{}?database=default&sql=SELECT%20*%20FROM%20t", interface)),
              "200 a|b\n7|'x'");
  }
  EXPECT_THAT(ask(sqlite("SELECT%20*%20FROM%20absent")), HasSubstr("no such table: absent"));
  EXPECT_EQ(ask("/sqlite-old?handle=9&sql=SELECT%201"), "409 Error::InvalidConnection");
}

TEST_F(GuestStoresTest, ADatabaseKnowsAllTypes) {
  const auto echo = [&](std::string_view value) {
    return ask(sqlite(base::format("SELECT%20?%20AS%20v&p={}", value)));
  };
  EXPECT_THAT(echo("7"), StartsWith("200 v\n7\n"));
  EXPECT_THAT(echo("1.5"), StartsWith("200 v\n1.50\n"));
  EXPECT_THAT(echo("text"), StartsWith("200 v\n'text'\n"));
  EXPECT_THAT(echo("0xab"), StartsWith("200 v\n[97, 98]\n"));
  EXPECT_THAT(echo("null"), StartsWith("200 v\nnull\n"));
}

TEST_F(GuestStoresTest, AStatementOnAThreadGoesOnWithItsGuest) {
  // A write within a transaction is one that a loop does not try itself.
  EXPECT_EQ(ask(sqlite("CREATE%20TABLE%20t(a);;BEGIN;;INSERT%20INTO%20t%20VALUES(?);;COMMIT;;"
                       "SELECT%20a%20FROM%20t&p=7")),
            "200 a\n7\nlast 1 changes 1");
}

TEST_F(GuestStoresTest, ATransactionThatWasLeftOpenIsUndone) {
  EXPECT_EQ(ask(sqlite("CREATE%20TABLE%20t(a)")), "200 \nlast 0 changes 0");
  EXPECT_EQ(ask(sqlite("BEGIN;;INSERT%20INTO%20t%20VALUES(1)")), "200 \nlast 1 changes 1");
  EXPECT_EQ(ask(sqlite("SELECT%20count(*)%20AS%20n%20FROM%20t")), "200 n\n0\nlast 0 changes 0");
}

TEST_F(GuestStoresTest, AGuestThatIsStoppedLeavesItsStatementBehind) {
  EXPECT_EQ(ask(sqlite("CREATE%20TABLE%20t(a)")), "200 \nlast 0 changes 0");
  for (int i = 0; i < 20; ++i) {
    auto work = stage_.start(house_->code("stores"),
                             get(sqlite("BEGIN;;INSERT%20INTO%20t%20VALUES(1);;COMMIT")));
    for (int turn = 0; turn < i; ++turn) stage_.loop.poll();
  }
  EXPECT_THAT(ask(sqlite("SELECT%20count(*)%20AS%20n%20FROM%20t")), StartsWith("200 n\n"));
}

TEST_F(GuestStoresTest, AWriteWaitsForSomebodyElses) {
  EXPECT_EQ(ask(key_value("do=set&key=a&value=one")), "200 set");
  EXPECT_EQ(ask(sqlite("CREATE%20TABLE%20t(a)")), "200 \nlast 0 changes 0");
  auto other = *stores_->open_database("default", {{}, {"default"}});
  ASSERT_TRUE(other->execute("BEGIN IMMEDIATE", {}));
  auto work = stage_.start(house_->code("stores"), get(sqlite("INSERT%20INTO%20t%20VALUES(1)")));
  for (int i = 0; i < 10; ++i) {
    stage_.loop.poll();
    EXPECT_FALSE(work.ready());
  }
  ASSERT_TRUE(other->execute("COMMIT", {}));
  const auto response = stage_.finish(work);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST_F(GuestStoresTest, VariablesAreSeenThroughAllGenerations) {
  EXPECT_EQ(ask("/variables?name=colour"), "200 blue");
  EXPECT_EQ(ask("/variables?name=Bad"), "409 Error::InvalidName(\"no name\")");
  EXPECT_EQ(ask("/variables?name=other"), "409 Error::Undefined(\"no such variable\")");
  EXPECT_EQ(ask("/variables?name=lost"), "409 Error::Provider(\"no value\")");
  EXPECT_EQ(ask("/config?name=colour"), "200 blue");
  EXPECT_EQ(ask("/config?name=Bad"), "409 Error::InvalidKey(\"no name\")");
  EXPECT_EQ(ask("/config?name=other"), "409 Error::Provider(\"no such variable\")");
  EXPECT_EQ(ask("/config?name=lost"), "409 Error::Other(\"no value\")");
  EXPECT_EQ(ask("/wasi-config?name=colour"), "200 blue");
  EXPECT_EQ(ask("/wasi-config?name=other"), "200 none");
  EXPECT_EQ(ask("/wasi-config?name=lost"), "409 Error::Upstream(\"no value\")");
  EXPECT_EQ(ask("/wasi-config"), "200 colour=blue\n");
}

}  // namespace
}  // namespace engine
