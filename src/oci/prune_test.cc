#include "oci/prune.h"

#include <gtest/gtest.h>

#include "oci/artifact.h"
#include "oci/media_type.h"
#include "testing/folder_test.h"

namespace oci {
namespace {

using base::Kind;
using std::chrono::seconds;

class PruneTest : public testing::FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    store_.emplace(*files_, folder_ + "/store");
  }

  static world::WallTime at(int64_t second) { return world::WallTime(seconds(second)); }
  static Reference name(const std::string& tag) {
    return Reference::parse("ghcr.io/a/b:" + tag).value();
  }
  // An artifact of one layer, used at that time.
  Manifest add(const std::string& tag, const std::string& content, int64_t used) {
    const auto config = make_blob(media::image_config, "{}");
    const auto layer = make_blob(media::bare_wasm, content);
    const Manifest manifest{config.descriptor, {layer.descriptor}, {{"tag", tag}}};
    EXPECT_TRUE(store_->put("{}"));
    EXPECT_TRUE(store_->put(content));
    EXPECT_TRUE(store_->put(write_manifest(manifest)));
    EXPECT_TRUE(store_->tag(name(tag), Digest::of(write_manifest(manifest)), at(used)));
    return manifest;
  }
  bool has(const std::string& content) {
    return files_->exists(store_->blob_path(Digest::of(content)));
  }

  base::Result<Pruned> prune(const PruneRule& rule, int64_t now) {
    std::vector<Prunable> things;
    const auto artifacts = measure(*store_).value().artifacts;
    for (const auto& one : artifacts) things.push_back({one.reference.used, one.bytes});
    std::vector<Reference> drop;
    for (const size_t i : plan_prune(things, rule, at(now))) {
      drop.push_back(artifacts[i].reference.reference);
    }
    return oci::prune(*store_, drop);
  }

  std::optional<Store> store_;
};

const std::string a(1000, 'a'), b(2000, 'b'), c(4000, 'c');

TEST_F(PruneTest, AnEmptyStoreHasNothing) {
  EXPECT_TRUE(measure(*store_)->artifacts.empty());
  EXPECT_EQ(prune({}, 0)->bytes, 0u);
}

TEST_F(PruneTest, MeasuresWhatIsThere) {
  add("old", a, 10);
  add("new", b, 20);
  const auto usage = measure(*store_);
  ASSERT_TRUE(usage);
  ASSERT_EQ(usage->artifacts.size(), 2u);
  EXPECT_EQ(usage->artifacts[0].reference.reference, name("new"));
  EXPECT_EQ(usage->artifacts[0].bytes, 2002u);
  EXPECT_GT(usage->bytes, 3000u);
}

TEST_F(PruneTest, AContentWithTwoNamesWeighsOnce) {
  add("one", c, 10);
  const auto before = measure(*store_)->bytes;
  ASSERT_TRUE(files_->make_directories(store_->folder() + "/apps/x"));
  ASSERT_TRUE(files_->link(store_->blob_path(Digest::of(c)), store_->folder() + "/apps/x/c"));
  EXPECT_EQ(measure(*store_)->bytes, before);
}

TEST_F(PruneTest, DropsWhatWasNotUsedForLong) {
  add("old", a, 10);
  add("new", b, 90);
  const auto pruned = prune({.unused_for = seconds(50)}, 100);
  ASSERT_TRUE(pruned);
  EXPECT_EQ(pruned->references, std::vector{name("old")});
  EXPECT_GE(pruned->bytes, 1000u);
  EXPECT_FALSE(has(a));
  EXPECT_TRUE(has(b));
  EXPECT_TRUE(has("{}"));  // shared
}

TEST_F(PruneTest, DropsTheLongestUnusedUntilItFits) {
  add("old", a, 10);
  add("mid", b, 20);
  add("new", c, 30);
  const auto pruned = prune({.budget = 6500}, 100);
  ASSERT_TRUE(pruned);
  EXPECT_EQ(pruned->references, std::vector{name("old")});
  EXPECT_TRUE(has(b) && has(c));
  EXPECT_EQ(prune({.budget = 0}, 100)->references.size(), 2u);
  EXPECT_FALSE(has(b) || has(c));
}

TEST_F(PruneTest, KeepsWhatRuns) {
  const auto manifest = add("old", a, 10);
  const auto digest = Digest::of(write_manifest(manifest));
  auto running = store_->use(digest, world::LockMode::shared).value();
  auto pruned = prune({.unused_for = seconds(1)}, 100);
  ASSERT_TRUE(pruned);
  EXPECT_EQ(pruned->in_use, std::vector{name("old")});
  EXPECT_TRUE(has(a));
  running.reset();
  pruned = prune({.unused_for = seconds(1)}, 100);
  EXPECT_EQ(pruned->references, std::vector{name("old")});
  EXPECT_FALSE(has(a));
}

TEST_F(PruneTest, ALayerThatAnotherAppHasStays) {
  add("old", a, 10);
  add("new", a, 90);
  ASSERT_TRUE(prune({.unused_for = seconds(50)}, 100));
  EXPECT_TRUE(has(a));
}

TEST_F(PruneTest, SweepsWhatNothingRefersTo) {
  add("new", a, 90);
  ASSERT_TRUE(store_->put(b));
  const auto partial = make_blob(media::data, c).descriptor;
  ASSERT_TRUE(store_->begin(partial).value()->append("part"));
  ASSERT_TRUE(files_->make_directories(store_->folder() + "/apps/new-abc/files"));
  ASSERT_TRUE(prune({}, 100));
  EXPECT_TRUE(has(a));
  EXPECT_FALSE(has(b));
  EXPECT_EQ(store_->begin(partial).value()->size(), 0u);
  EXPECT_TRUE(files_->list(store_->folder() + "/apps")->empty());
}

TEST_F(PruneTest, WaitsForNobody) {
  const auto pulling = store_->share();
  const auto pruned = prune({}, 100);
  ASSERT_FALSE(pruned);
  EXPECT_EQ(pruned.error().kind(), Kind::unavailable);
}

TEST_F(PruneTest, AMovedTagLeavesTheAppThatStillRuns) {
  const auto old = Digest::of(write_manifest(add("tag", a, 10)));
  ASSERT_TRUE(files_->make_directories(store_->app_folder(old) + "/files"));
  const auto running = store_->use(old, world::LockMode::shared);
  add("tag", b, 20);
  ASSERT_TRUE(prune({}, 100));
  EXPECT_TRUE(files_->exists(store_->app_folder(old)));
}

}  // namespace
}  // namespace oci
