#include "oci/store.h"

#include <gtest/gtest.h>

#include "testing/folder_test.h"

namespace oci {
namespace {

using base::Kind;

class StoreTest : public testing::FolderTest {
 protected:
  static Descriptor describe(std::string_view content) {
    return {"type", Digest::of(content), content.size()};
  }
  std::vector<std::string> names(const std::string& folder) {
    return files_->list(folder_ + "/store/" + folder).value();
  }

  Store store() { return Store(*files_, folder_ + "/store"); }
};

TEST_F(StoreTest, KeepsABlobOnceItIsWholeAndVerified) {
  auto store = this->store();
  const auto descriptor = describe("content");
  auto writer = store.begin(descriptor).value();
  ASSERT_TRUE(writer->append("con"));
  EXPECT_FALSE(store.has(descriptor));
  ASSERT_TRUE(writer->append("tent"));
  ASSERT_TRUE(writer->commit());
  EXPECT_TRUE(store.has(descriptor));
  EXPECT_EQ(store.read(descriptor.digest, 100), "content");
}

TEST_F(StoreTest, GoesOnWhereADownloadBrokeOff) {
  auto store = this->store();
  const auto descriptor = describe("content");
  ASSERT_TRUE(store.begin(descriptor).value()->append("con"));
  auto writer = store.begin(descriptor).value();
  EXPECT_EQ(writer->size(), 3u);
  ASSERT_TRUE(writer->append("tent"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(store.read(descriptor.digest, 100), "content");
}

TEST_F(StoreTest, KeepsNothingOfAnAlteredBlob) {
  auto store = this->store();
  const auto descriptor = describe("content");
  {
    auto writer = store.begin(descriptor).value();
    ASSERT_TRUE(writer->append("Content"));
    const auto committed = writer->commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().kind(), Kind::protocol);
  }
  EXPECT_FALSE(store.has(descriptor));
  EXPECT_TRUE(names("blobs/sha256").empty());
  EXPECT_EQ(store.begin(descriptor).value()->size(), 0u);
}

TEST_F(StoreTest, RefusesABlobThatDoesNotEnd) {
  auto store = this->store();
  auto writer = store.begin(describe("content")).value();
  ASSERT_TRUE(writer->append("content"));
  const auto appended = writer->append("!");
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().kind(), Kind::protocol);
  EXPECT_EQ(writer->size(), 0u);
}

TEST_F(StoreTest, ABlobHasOneWriterAtATime) {
  auto store = this->store();
  auto writer = store.begin(describe("content")).value();
  const auto second = store.begin(describe("content"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), Kind::unavailable);
  writer.reset();
  EXPECT_TRUE(store.begin(describe("content")));
}

TEST_F(StoreTest, NoticesABlobThatTheDiskAltered) {
  auto store = this->store();
  ASSERT_TRUE(store.put("content"));
  const auto digest = Digest::of("content");
  ASSERT_TRUE(files_->write_atomic(store.blob_path(digest), "Content"));
  const auto read = store.read(digest, 100);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind(), Kind::io);
}

TEST_F(StoreTest, ABlobOfAnotherSizeIsNotThere) {
  auto store = this->store();
  ASSERT_TRUE(store.put("content"));
  ASSERT_TRUE(files_->write_atomic(store.blob_path(Digest::of("content")), "cont"));
  EXPECT_FALSE(store.has(describe("content")));
}

TEST_F(StoreTest, RemembersWhatReferencesStoodFor) {
  auto store = this->store();
  const auto reference = Reference::parse("ghcr.io/a/b:c").value();
  EXPECT_FALSE(store.find(reference));
  EXPECT_TRUE(store.references().value().empty());
  const auto now = world::WallTime(std::chrono::seconds(1234));
  ASSERT_TRUE(store.tag(reference, Digest::of("one"), now));
  ASSERT_TRUE(store.tag(reference, Digest::of("two"), now));
  const auto found = store.find(reference);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->manifest, Digest::of("two"));
  EXPECT_EQ(found->used, 1234);
  ASSERT_EQ(store.references().value().size(), 1u);
  EXPECT_EQ(store.references().value()[0].reference, reference);
}

TEST_F(StoreTest, AReferenceThatCannotBeReadIsNotThere) {
  auto store = this->store();
  const auto reference = Reference::parse("ghcr.io/a/b:c").value();
  ASSERT_TRUE(store.tag(reference, Digest::of("one"), {}));
  ASSERT_TRUE(files_->write_atomic(folder_ + "/store/refs/" + names("refs")[0], "{"));
  EXPECT_FALSE(store.find(reference));
}

TEST_F(StoreTest, WhoAddsAndWhoRemovesExcludeEachOther) {
  auto store = this->store();
  auto adding = store.share().value();
  EXPECT_TRUE(store.share());
  EXPECT_FALSE(files_->try_lock(folder_ + "/store/lock", world::LockMode::exclusive));
  adding.reset();
  const auto removing = files_->try_lock(folder_ + "/store/lock", world::LockMode::exclusive);
  ASSERT_TRUE(removing);
  EXPECT_EQ(store.share().error().kind(), Kind::unavailable);
}

}  // namespace
}  // namespace oci
