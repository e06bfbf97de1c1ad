// Pushing and pulling against a registry in memory: what arrives, and what goes wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "oci/fake_registry_test.h"
#include "oci/media_type.h"
#include "oci/pull.h"
#include "oci/push.h"
#include "testing/fake_clock.h"
#include "testing/folder_test.h"
#include "testing/noted_log.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

struct Recorded final : TransferProgress {
  std::vector<std::string> events;
  uint64_t bytes = 0;
  void add(std::string_view what, const Descriptor& blob) {
    events.push_back(std::string(what) + " " + blob.media_type);
  }
  void started(const Descriptor& blob) override { add("started", blob); }
  void there_already(const Descriptor& blob) override { add("there", blob); }
  void moved(const Descriptor&, uint64_t b) override { bytes = std::max(bytes, b); }
  void finished(const Descriptor& blob) override { add("finished", blob); }
  size_t count(std::string_view what) const {
    return static_cast<size_t>(std::ranges::count_if(
        events, [&](const std::string& event) { return event.starts_with(what); }));
  }
};

manifest::LockedApp small_app() {
  manifest::LockedApp out;
  out.app.name = "hello";
  manifest::Component component;
  component.id = "a";
  out.app.components.push_back(component);
  out.contents["a"].source.digest = Digest::of("wasm").text();
  return out;
}

class TransferTest : public testing::FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    store_.emplace(*files_, folder_ + "/store");
  }
  void TearDown() override {
    threads_.reset();  // waits for what a cancelled pull has begun
    FolderTest::TearDown();
  }

  // Time passes only where somebody waits for it.
  template <class T>
  T run(Task<T> task) {
    async::Started<T> started(std::move(task));
    while (!started.ready()) {
      clock_.settle();
      if (!started.ready() && clock_.sleepers() > 0) {
        clock_.advance(std::chrono::milliseconds(50));
      } else {
        std::this_thread::yield();  // a pool thread is at it
      }
    }
    return started.take();
  }

  Result<> open(Access access) {
    client_.emplace(TransportTools{registry_, clock_, log_}, reference_, access, options_);
    return run(client_->open());
  }
  Result<> push(const Artifact& artifact) {
    TRY_VOID(open(Access::push));
    return run(oci::push({*client_, *files_, progress_}, &artifact, reference_, known_));
  }
  Result<Pulled> pull() {
    TRY_VOID(open(Access::pull));
    return run(oci::pull({*client_, *store_, clock_, loop_, *threads_, progress_}, reference_));
  }

  Artifact artifact(std::string content) {
    return make_artifact(small_app(), {make_blob(media::wasm, std::move(content))}, {});
  }
  std::string& remote(const Digest& digest) { return registry_.blobs["a/b " + digest.text()]; }
  const Digest& wasm(const Artifact& artifact) { return artifact.blobs[0].descriptor.digest; }

  async::Loop loop_;
  std::optional<async::Threads> threads_{std::in_place, 2};
  testing::FakeClock clock_{loop_};
  testing::NotedLog log_;
  FakeRegistry registry_;
  Recorded progress_;
  RegistryOptions options_;
  Reference reference_ = Reference::parse("localhost:5000/a/b:c").value();
  KnownPlaces known_;
  std::optional<Store> store_;
  std::optional<RegistryClient> client_;
};

const std::string large(600'000, 'x');

TEST_F(TransferTest, WhatIsPushedCanBePulled) {
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(wasm(pushed)), large);
  const auto pulled = pull();
  ASSERT_TRUE(pulled) << pulled.error().message();
  EXPECT_EQ(pulled->digest, pushed.digest);
  EXPECT_EQ(store_->read(wasm(pushed), SIZE_MAX), large);
  const auto found = find_pulled(*store_, reference_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->digest, pushed.digest);
}

TEST_F(TransferTest, WhatIsThereIsNotMovedAgain) {
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(progress_.count("finished"), 3u);
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(progress_.count("finished"), 3u);
  EXPECT_EQ(progress_.count("there"), 3u);
  ASSERT_TRUE(pull());
  const auto fetched = registry_.count("GET", "/blobs/");
  ASSERT_TRUE(pull());
  EXPECT_EQ(registry_.count("GET", "/blobs/"), fetched);
}

TEST_F(TransferTest, TakesABlobOverFromAnotherRepository) {
  const auto pushed = artifact("content");
  registry_.blobs["other/repo " + wasm(pushed).text()] = "content";
  known_.emplace(wasm(pushed), "other/repo");
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(wasm(pushed)), "content");
  EXPECT_EQ(registry_.count("PATCH", ""), 2u);  // the other two
}

TEST_F(TransferTest, SendsABlobThatCannotBeTakenOver) {
  const auto pushed = artifact("content");
  known_.emplace(wasm(pushed), "gone/repo");
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(wasm(pushed)), "content");
}

TEST_F(TransferTest, AnUploadGoesOnAfterABreak) {
  registry_.break_upload_after = 100'000;
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(wasm(pushed)), large);
}

TEST_F(TransferTest, AnUploadBeginsAnewWhenTheRegistryForgotIt) {
  registry_.break_upload_after = 100'000;
  registry_.forgets_uploads = true;
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(wasm(pushed)), large);
}

TEST_F(TransferTest, AnUploadIsCutIntoChunksWhenItIsTooLarge) {
  registry_.largest_chunk = 4 << 20;
  const auto pushed = artifact(std::string(9 << 20, 'y'));
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(wasm(pushed)).size(), size_t{9} << 20);
}

TEST_F(TransferTest, PushesFilesOfTheDisk) {
  const auto path = folder_ + "/file";
  ASSERT_TRUE(files_->write_atomic(path, large));
  Blob blob{{std::string(media::wasm), Digest::of(large), large.size()}, FileContent{path}};
  const auto pushed = make_artifact(small_app(), {blob}, {});
  ASSERT_TRUE(push(pushed));
  EXPECT_EQ(remote(Digest::of(large)), large);
}

TEST_F(TransferTest, NoticesAFileThatChangedSinceItWasRead) {
  const auto path = folder_ + "/file";
  ASSERT_TRUE(files_->write_atomic(path, "short"));
  Blob blob{{std::string(media::wasm), Digest::of(large), large.size()}, FileContent{path}};
  const auto pushed = push(make_artifact(small_app(), {blob}, {}));
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().kind(), Kind::io);
}

TEST_F(TransferTest, ADownloadGoesOnAfterABreak) {
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  registry_.cut_blob_after = 234'567;
  ASSERT_TRUE(pull());
  EXPECT_EQ(store_->read(wasm(pushed), SIZE_MAX), large);
  EXPECT_EQ(std::ranges::count(registry_.seen, "bytes=234567-", &FakeRegistry::Seen::range), 1);
}

TEST_F(TransferTest, ADownloadStartsOverWhereRangesAreIgnored) {
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  registry_.cut_blob_after = 234'567;
  registry_.ignores_ranges = true;
  ASSERT_TRUE(pull());
  EXPECT_EQ(store_->read(wasm(pushed), SIZE_MAX), large);
}

TEST_F(TransferTest, AnAlteredBlobIsRefusedAndNothingIsLeft) {
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  remote(wasm(pushed))[1000] = 'y';
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().kind(), Kind::protocol);
  EXPECT_NE(pulled.error().message().find("altered"), std::string::npos);
  EXPECT_FALSE(store_->has(pushed.blobs[0].descriptor));
  EXPECT_FALSE(find_pulled(*store_, reference_));
  remote(wasm(pushed)) = large;
  EXPECT_TRUE(pull());
}

TEST_F(TransferTest, ABlobThatIsTooLongIsRefusedAtOnce) {
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  remote(wasm(pushed)) += large;
  const auto asked = registry_.count("GET", wasm(pushed).text());
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().kind(), Kind::protocol);
  EXPECT_EQ(registry_.count("GET", wasm(pushed).text()), asked + 1);
}

TEST_F(TransferTest, ATruncatedBlobIsAnErrorInTheEnd) {
  const auto pushed = artifact(large);
  ASSERT_TRUE(push(pushed));
  remote(wasm(pushed)).resize(100'000);
  for (const bool ignores_ranges : {true, false}) {
    registry_.ignores_ranges = ignores_ranges;
    const auto pulled = pull();
    ASSERT_FALSE(pulled);
    EXPECT_EQ(pulled.error().kind(), Kind::unavailable);
    EXPECT_FALSE(find_pulled(*store_, reference_));
  }
}

TEST_F(TransferTest, AnAlteredManifestIsRefused) {
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  reference_ = Reference::parse("localhost:5000/a/b@" + pushed.digest.text()).value();
  registry_.manifests["a/b " + pushed.digest.text()] += " ";
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().kind(), Kind::protocol);
}

TEST_F(TransferTest, OfAListTheOneForWasmIsPulled) {
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  registry_.manifests["a/b c"] =
      base::format(R"({{"schemaVersion":2,"manifests":[{{"mediaType":"m","size":1,"digest":"{}",)"
                   R"("platform":{{"architecture":"wasm","os":"wasi"}}}}]}})",
                   pushed.digest.text());
  registry_.manifest_type = media::image_index;
  const auto pulled = pull();
  ASSERT_TRUE(pulled) << pulled.error().message();
  EXPECT_EQ(pulled->digest, pushed.digest);
}

TEST_F(TransferTest, AMissingRepositoryIsNotFound) {
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().kind(), Kind::not_found);
  EXPECT_NE(pulled.error().message().find("localhost:5000 has no such thing in `a/b`"),
            std::string::npos)
      << pulled.error().message();
}

TEST_F(TransferTest, WaitsAsLongAsTheRegistryAsks) {
  ASSERT_TRUE(push(artifact("content")));
  const auto slow_down = [](const http::Request&) -> Result<http::Response> {
    auto out = answer(429);
    out.headers.add("retry-after", "7");
    return out;
  };
  registry_.faults = {nullptr, slow_down, slow_down};
  const auto before = clock_.now();
  ASSERT_TRUE(pull());
  EXPECT_GE(clock_.now() - before, std::chrono::seconds(14));
}

TEST_F(TransferTest, GivesUpWhenTheRegistryAsksForTooMuch) {
  ASSERT_TRUE(push(artifact("content")));
  registry_.faults = {nullptr, [](const http::Request&) -> Result<http::Response> {
                        auto out = answer(429, R"({"errors":[{"message":"too many"}]})");
                        out.headers.add("retry-after", "3600");
                        return out;
                      }};
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().kind(), Kind::unavailable);
  EXPECT_NE(pulled.error().message().find("too many"), std::string::npos);
  EXPECT_NE(pulled.error().message().find("wait a little"), std::string::npos);
}

TEST_F(TransferTest, AnswersABasicChallenge) {
  registry_.auth = FakeRegistry::Auth::basic;
  options_.credentials = Credentials{"me", "secret"};
  ASSERT_TRUE(push(artifact("content")));
  ASSERT_TRUE(pull());
}

TEST_F(TransferTest, FetchesATokenForWhatItNeeds) {
  registry_.auth = FakeRegistry::Auth::bearer;
  options_.credentials = Credentials{"me", "secret"};
  ASSERT_TRUE(push(artifact("content")));
  EXPECT_EQ(registry_.count("GET", "/token?service=fake&scope=repository%3Aa%2Fb%3Apull%2Cpush"),
            1u);
  ASSERT_TRUE(pull());
  EXPECT_EQ(registry_.count("GET", "scope=repository%3Aa%2Fb%3Apull"), 2u);
}

TEST_F(TransferTest, FetchesATokenOnceForAllWhenItExpires) {
  registry_.auth = FakeRegistry::Auth::bearer;
  options_.credentials = Credentials{"me", "secret"};
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  ASSERT_TRUE(open(Access::pull));
  const auto expired = [](const http::Request& request) -> Result<http::Response> {
    auto out = answer(401);
    out.headers.add("www-authenticate",
                    "Bearer realm=\"http://" + request.authority + "/token\",service=\"fake\"");
    return out;
  };
  registry_.faults = {expired};
  const auto before = registry_.count("GET", "/token");
  ASSERT_TRUE(run(client_->has_blob(wasm(pushed))));
  EXPECT_EQ(registry_.count("GET", "/token"), before + 1);
}

TEST_F(TransferTest, AWrongPasswordIsDeniedAndNotShown) {
  for (const auto auth : {FakeRegistry::Auth::basic, FakeRegistry::Auth::bearer}) {
    registry_.auth = auth;
    options_.credentials = Credentials{"me", "hunter2"};
    const auto pulled = pull();
    ASSERT_FALSE(pulled);
    EXPECT_EQ(pulled.error().kind(), Kind::denied);
    EXPECT_NE(pulled.error().message().find("torpor registry login localhost:5000"),
              std::string::npos);
    EXPECT_EQ(pulled.error().message().find("hunter2"), std::string::npos);
  }
}

TEST_F(TransferTest, ALoginIsNeededAndSaidSo) {
  for (const auto auth : {FakeRegistry::Auth::basic, FakeRegistry::Auth::bearer}) {
    registry_.auth = auth;
    const auto pushed = push(artifact("content"));
    ASSERT_FALSE(pushed);
    EXPECT_EQ(pushed.error().kind(), Kind::denied);
    EXPECT_NE(pushed.error().message().find("without a log-in"), std::string::npos);
  }
}

TEST_F(TransferTest, CredentialsDoNotFollowARedirectToAnotherHost) {
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  registry_.auth = FakeRegistry::Auth::basic;
  registry_.blob_host = "storage:9000";
  options_.credentials = Credentials{"me", "secret"};
  // The storage takes no credentials, as signed URLs do not.
  ASSERT_TRUE(open(Access::pull));
  registry_.auth = FakeRegistry::Auth::none;
  ASSERT_TRUE(run(oci::pull({*client_, *store_, clock_, loop_, *threads_, progress_}, reference_)));
  size_t there = 0;
  for (const auto& seen : registry_.seen) {
    if (seen.authority != "storage:9000") continue;
    ++there;
    EXPECT_EQ(seen.authorization, "");
  }
  EXPECT_EQ(there, 3u);
}

TEST_F(TransferTest, ThisMachineIsSpokenToPlainUnlessItTakesTlsAlone) {
  ASSERT_TRUE(push(artifact("content")));
  registry_.scheme = "https";
  registry_.takes_tls_alone = true;
  EXPECT_TRUE(pull());
  options_.encryption = Encryption::none;
  EXPECT_FALSE(pull());
}

TEST_F(TransferTest, OtherMachinesAreSpokenToByTls) {
  reference_ = Reference::parse("registry.example.org/a/b:c").value();
  EXPECT_FALSE(push(artifact("content")));
  registry_.scheme = "https";
  EXPECT_TRUE(push(artifact("content")));
  registry_.scheme = "http";
  options_.encryption = Encryption::none;
  EXPECT_TRUE(push(artifact("content")));
}

TEST_F(TransferTest, NobodyThereFailsAtOnce) {
  const auto refuse = [](const http::Request&) -> Result<http::Response> {
    return base::fail(Kind::unavailable, "connection refused");
  };
  registry_.faults = {refuse};
  const auto before = clock_.now();
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().kind(), Kind::unavailable);
  EXPECT_EQ(clock_.now(), before);
  EXPECT_EQ(registry_.seen.size(), 1u);
}

TEST_F(TransferTest, APushUnderAnotherDigestIsRefused) {
  reference_.digest = Digest::of("another");
  const auto pushed = push(artifact("content"));
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().kind(), Kind::invalid);
}

TEST_F(TransferTest, AFullDiskIsAnErrorAndLeavesNoBlob) {
  // The next blob's folder cannot be written to: as good as a full disk, and works for root too.
  const auto pushed = artifact("content");
  ASSERT_TRUE(push(pushed));
  ASSERT_TRUE(files_->make_directories(folder_ + "/store"));
  ASSERT_TRUE(files_->write_atomic(folder_ + "/store/partial", "not a folder"));
  const auto pulled = pull();
  ASSERT_FALSE(pulled);
  EXPECT_FALSE(find_pulled(*store_, reference_));
}

}  // namespace
}  // namespace oci
