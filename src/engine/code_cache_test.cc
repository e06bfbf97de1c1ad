#include "engine/code_cache.h"

#include <filesystem>
#include <fstream>

#include "engine/test_house.h"

namespace engine {
namespace {

using enum ComponentInfo::Handler;

using testing::StartsWith;

class CodeCacheTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { house_ = std::make_unique<House>(); }
  static void TearDownTestSuite() { house_.reset(); }

  CodeCache::Entry ensure() {
    auto entry = cache_.ensure(wasm_);
    EXPECT_TRUE(entry) << entry.error().message();
    return std::move(*entry);
  }
  bool compiles_again() { return ensure().compiled; }

  static inline std::unique_ptr<House> house_;
  Folder folder_;
  std::string wasm_ = House::guest("hello_c");
  CodeCache cache_{house_->engine(), *folder_.files, folder_ / "cache"};
};

TEST_F(CodeCacheTest, CompilesOnceAndMaps) {
  EXPECT_EQ(cache_.find(wasm_).error().kind(), base::Kind::not_found);
  const auto first = ensure();
  EXPECT_TRUE(first.compiled);
  EXPECT_EQ(first.info.handler, wasi_http_0_2);
  const auto second = ensure();
  EXPECT_FALSE(second.compiled);
  EXPECT_EQ(second.path, first.path);
  EXPECT_EQ(second.size, first.size);
  EXPECT_EQ(second.digest, first.digest);
  EXPECT_EQ(second.info.handler, first.info.handler);
  EXPECT_TRUE(house_->engine().map(second.path, wasi_http_0_2));
  EXPECT_TRUE(cache_.find(wasm_));
}

TEST_F(CodeCacheTest, KnowsTheContentUnderAnyName) {
  ensure();
  const auto copy = folder_ / "copy.wasm";
  ASSERT_TRUE(folder_.files->copy(wasm_, copy));
  EXPECT_FALSE(cache_.ensure(copy)->compiled);
}

TEST_F(CodeCacheTest, SeesThatTheComponentChanged) {
  wasm_ = folder_ / "app.wasm";
  ASSERT_TRUE(folder_.files->copy(House::guest("hello_c"), wasm_));
  const auto first = ensure();
  ASSERT_TRUE(folder_.files->write_atomic(wasm_, house_->wasm("hello_rust")));
  const auto second = ensure();
  EXPECT_TRUE(second.compiled);
  EXPECT_NE(second.digest, first.digest);
}

TEST_F(CodeCacheTest, LooksAgainForImportsThatWereUnknown) {
  wasm_ = House::guest("absent_import");
  const auto names = ensure().info.unknown_imports;
  EXPECT_EQ(names.size(), 1u);
  EXPECT_TRUE(compiles_again());
}

TEST_F(CodeCacheTest, TrustsNoAlteredCode) {
  const auto entry = ensure();
  {
    std::fstream file(entry.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(entry.size / 2));
    file.put('!');
  }
  EXPECT_TRUE(compiles_again());
  std::filesystem::resize_file(entry.path, entry.size / 2);
  EXPECT_TRUE(compiles_again());
  std::filesystem::resize_file(entry.path, 0);
  EXPECT_TRUE(compiles_again());
  ASSERT_TRUE(folder_.files->remove(entry.path));
  EXPECT_TRUE(compiles_again());
  EXPECT_FALSE(compiles_again());
}

TEST_F(CodeCacheTest, TrustsNoCutRecord) {
  const auto path = ensure().path;
  const auto record = path.substr(0, path.rfind('.')) + ".record";
  const auto size = std::filesystem::file_size(record);
  std::filesystem::resize_file(record, size - 2);
  EXPECT_TRUE(compiles_again());
}

TEST_F(CodeCacheTest, TrustsTouchedCodeByItsContent) {
  const auto path = ensure().path;
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
  EXPECT_FALSE(compiles_again());
}

TEST_F(CodeCacheTest, TrustsNothingThatOthersMayWrite) {
  const auto path = ensure().path;
  std::filesystem::permissions(path, std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  EXPECT_TRUE(compiles_again());
}

TEST_F(CodeCacheTest, FollowsNoLinks) {
  const auto path = ensure().path;
  std::filesystem::rename(path, folder_ / "elsewhere");
  std::filesystem::create_symlink(folder_ / "elsewhere", path);
  EXPECT_TRUE(compiles_again());
}

TEST_F(CodeCacheTest, KeepsItsFilesToItsOwner) {
  const auto entry = ensure();
  EXPECT_EQ(folder_.files->info(entry.path)->mode & 0777, 0600u);
  EXPECT_EQ(folder_.files->info(folder_ / "cache")->mode & 0777, 0700u);
}

TEST_F(CodeCacheTest, CompilesOnceForAllWhoWait) {
  std::atomic<int> compiled = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { compiled += ensure().compiled; });
    }
  }
  EXPECT_EQ(compiled, 1);
}

TEST_F(CodeCacheTest, MapsWhatItFoundEvenIfTheFileWasHarmedSince) {
  const auto entry = ensure();
  EXPECT_TRUE(cache_.map(entry));
  std::filesystem::resize_file(entry.path, entry.size / 2);
  EXPECT_TRUE(cache_.map(entry));
  ASSERT_TRUE(folder_.files->remove(entry.path));
  EXPECT_TRUE(cache_.map(entry));
  EXPECT_FALSE(compiles_again());
}

TEST_F(CodeCacheTest, MapsNoOtherComponentThanItFound) {
  wasm_ = folder_ / "app.wasm";
  ASSERT_TRUE(folder_.files->copy(House::guest("hello_c"), wasm_));
  const auto entry = ensure();
  ASSERT_TRUE(folder_.files->write_atomic(wasm_, house_->wasm("hello_rust")));
  EXPECT_TRUE(cache_.map(entry)) << "the code is still there";
  ASSERT_TRUE(folder_.files->remove(entry.path));
  EXPECT_EQ(cache_.map(entry).error().kind(), base::Kind::unavailable);
}

TEST_F(CodeCacheTest, SaysWhyThereIsNoCode) {
  EXPECT_EQ(cache_.ensure("/does/not/exist").error().kind(), base::Kind::not_found);
  EXPECT_EQ(cache_.ensure(House::guest("random")).error().kind(), base::Kind::invalid);
}

}  // namespace
}  // namespace engine
