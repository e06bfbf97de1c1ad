#include "engine/engine.h"

#include <fstream>
#include <tuple>

#include "engine/test_house.h"
#include "world/memory.h"

namespace engine {
namespace {

using enum ComponentInfo::Handler;

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class EngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { house = std::make_unique<House>(); }
  static void TearDownTestSuite() { house.reset(); }
  static inline std::unique_ptr<House> house;
};

TEST_F(EngineTest, RefusesWhatIsNotWasm) {
  for (const auto name : {"random", "truncated"}) {
    const auto code = house->engine().compile(house->wasm(name), wasi_http_0_2);
    ASSERT_FALSE(code);
    EXPECT_EQ(code.error().kind(), base::Kind::invalid);
    EXPECT_FALSE(house->engine().inspect(house->wasm(name)));
    EXPECT_FALSE(house->engine().list_imports(house->wasm(name)));
  }
}

TEST_F(EngineTest, NamesHandlersAndImportsThatNobodyGives) {
  const auto hello = house->engine().inspect(house->wasm("hello_c"));
  ASSERT_TRUE(hello) << hello.error().message();
  EXPECT_EQ(hello->handler, wasi_http_0_2);
  EXPECT_TRUE(hello->unknown_imports.empty());
  const auto absent = house->engine().inspect(house->wasm("absent_import"));
  ASSERT_TRUE(absent) << absent.error().message();
  ASSERT_EQ(absent->unknown_imports.size(), 1u);
  EXPECT_THAT(absent->unknown_imports[0], StartsWith("torpor:absent/thing"));
  const auto core = house->engine().inspect(house->wasm("probe_core"));
  ASSERT_TRUE(core) << core.error().message();
  EXPECT_EQ(core->handler, wasi_http_0_2);
  EXPECT_TRUE(core->unknown_imports.empty()) << core->unknown_imports[0];
}

TEST_F(EngineTest, ListsImports) {
  const auto absent = house->engine().list_imports(house->wasm("absent_import"));
  ASSERT_TRUE(absent) << absent.error().message();
  EXPECT_THAT(*absent, Contains("torpor:absent/thing"));
  const auto core = house->engine().list_imports(house->wasm("probe_core"));
  ASSERT_TRUE(core) << core.error().message();
  EXPECT_THAT(*core, Contains(StartsWith("wasi:http/types@0.2.")));
}

// Of a few bytes: one byte is enough for their number.
std::string section(char id, std::string_view content) {
  return std::string{id, static_cast<char>(content.size())} + std::string(content);
}

TEST_F(EngineTest, ListsNotWhatComponentsInsideImport) {
  const std::string preamble("\0asm\x0d\0\1\0", 8);
  const auto import = section(10, {"\1\0\5inner\5\0", 10});  // an instance, of the type 0
  EXPECT_THAT(house->engine().list_imports(preamble + import).value(), ElementsAre("inner"));
  const auto wrapped = preamble + section(4, preamble + import);
  EXPECT_THAT(house->engine().list_imports(wrapped).value(), IsEmpty());
  EXPECT_FALSE(house->engine().list_imports(wrapped.substr(0, wrapped.size() - 1)));
}

TEST_F(EngineTest, MapsNoComponentThatLacksAnImport) {
  const auto code = house->engine().map(house->precompiled("absent_import"), wasi_http_0_2);
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().kind(), base::Kind::unsupported);
  EXPECT_THAT(code.error().message(), HasSubstr("torpor:absent/thing"));
}

TEST_F(EngineTest, MapsNoFileThatItDidNotWrite) {
  const auto path = house->folder / "junk";
  EXPECT_EQ(house->engine().map(path, wasi_http_0_2).error().kind(), base::Kind::not_found);
  ASSERT_TRUE(house->folder.files->write_atomic(path, "junk"));
  EXPECT_EQ(house->engine().map(path, wasi_http_0_2).error().kind(), base::Kind::invalid);
}

TEST_F(EngineTest, CompatibilityIsTheSameInEveryEngineOfTheseSettings) {
  EXPECT_EQ(house->engine().compatibility().size(), 64u);
  House other;
  EXPECT_EQ(other.engine().compatibility(), house->engine().compatibility());
  House smaller({.stack_bytes = 256 * 1024});
  EXPECT_TRUE(smaller.engine().map(house->precompiled("hello_c"), wasi_http_0_2));
}

TEST_F(EngineTest, QueuesWhatFindsNoSlot) {
  House small({.instances_per_component = 2});
  Stage stage(small.log);
  const auto code = small.code("probe");
  auto a = stage.start(code, get("/never-finish-body"));
  auto b = stage.start(code, get("/never-finish-body"));
  auto response = stage.finish(a);
  ASSERT_TRUE(response);
  ASSERT_TRUE(stage.finish(b));
  auto c = stage.start(code, get("/never-finish-body"));
  std::ignore = stage.finish(c);
  auto queued = stage.start(code, get("/hello"));
  stage.clock.settle();
  response->body = {};
  EXPECT_TRUE(stage.finish(queued));
}

TEST_F(EngineTest, AQueueEndsAtTheDeadline) {
  House small({.instances_per_component = 1});
  Stage stage(small.log);
  const auto code = small.code("probe");
  auto a = stage.start(code, get("/never-finish-body"));
  auto response = stage.finish(a);
  auto queued = stage.start(code, get("/hello"));
  EXPECT_FALSE(queued.ready());
  stage.clock.advance(std::chrono::seconds(31));
  ASSERT_TRUE(queued.ready());
  EXPECT_EQ(queued.take().error().kind(), base::Kind::limit);
}

TEST_F(EngineTest, SaysSoWhenThereIsNoRoomForAnotherComponent) {
  const auto path = house->precompiled("hello_c");
  std::vector<std::shared_ptr<const Code>> loaded;
  std::optional<base::Error> error;
  while (!error && loaded.size() < 1000) {
    auto code = house->engine().map(path, wasi_http_0_2);
    if (code) {
      loaded.push_back(*code);
    } else {
      error = code.error();
    }
  }
  EXPECT_GT(loaded.size(), 100u);
  if (error) {
    EXPECT_EQ(error->kind(), base::Kind::limit);
    EXPECT_THAT(error->message(), HasSubstr("no room for another pool"));
  }
  Stage stage(house->log);
  EXPECT_EQ(stage.answer(loaded.back(), get("/")), "200 Hello from C!\n");
  loaded.resize(loaded.size() / 2);
  EXPECT_TRUE(house->engine().map(path, wasi_http_0_2));
}

TEST_F(EngineTest, ComposesOnlyWhatFits) {
  const auto root = house->wasm("absent_import");
  const auto hello = house->wasm("hello_c");
  const Plug wrong_name{.import_name = "other:package/thing", .wasm = hello};
  const auto unknown = house->engine().compose(root, {&wrong_name, 1});
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message(), HasSubstr("does not import `other:package/thing`"));
  const Plug no_export{.import_name = "torpor:absent/thing", .wasm = hello};
  const auto missing = house->engine().compose(root, {&no_export, 1});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message(), HasSubstr("does not export `torpor:absent/thing"));
}

size_t resident_bytes() {
  size_t total = 0, resident = 0;
  EXPECT_TRUE(std::ifstream("/proc/self/statm") >> total >> resident);
  return resident * 4096;
}

TEST_F(EngineTest, UnloadingReturnsTheMemory) {
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "the sanitizer keeps freed memory for a while";
#endif
  Stage stage(house->log);
  const auto wake_and_sleep = [&] {
    const auto code = house->code("probe");
    for (int i = 0; i < 20; ++i) stage.answer(code, get("/memory?mb=4"));
    return resident_bytes();
  };
  for (int i = 0; i < 3; ++i) wake_and_sleep();  // what stays is there now
  world::trim_heap();
  const auto before = resident_bytes();
  EXPECT_GT(wake_and_sleep(), before);
  world::trim_heap();
  EXPECT_LT(resident_bytes(), before + (1 << 20));
}

}  // namespace
}  // namespace engine
