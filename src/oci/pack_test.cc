// Packing an app from disk, and unpacking what was packed.
#include "oci/pack.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "manifest/spin_toml.h"
#include "oci/media_type.h"
#include "oci/pulled_app.h"
#include "testing/folder_test.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

const std::string wasm("\0asm\x0d\0\1\0", 8);
const std::string large(1000, 'l');

constexpr std::string_view toml = R"(
spin_manifest_version = 2
[application]
name = "site"
version = "1.0"
[[trigger.http]]
route = "/..."
component = "site"
[component.site]
source = "site.wasm"
)";

class PackTest : public testing::FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    write("site.wasm", wasm + large);
    write("www/index.html", "small");
    write("www/img/a.png", large + "a");
    write("www/img/b.png", large + "b");
    ASSERT_TRUE(files_->make_directories(path("tmp")));
    store_.emplace(*files_, path("store"));
    app_ = manifest::parse_spin_toml(toml, {}).value();
  }

  void write(const std::string& name, const std::string& content) {
    const auto whole = path(name);
    ASSERT_TRUE(files_->make_directories(whole.substr(0, whole.rfind('/'))));
    ASSERT_TRUE(files_->remove_all(whole));
    ASSERT_TRUE(files_->append(whole, content));  // without waiting for the disk
  }

  Result<Artifact> pack() {
    PackComponent component{"site", path("site.wasm"), {}, {}};
    TRY(component.files, list_files(*files_, path("www"), guest_folder_));
    options_.temporary = path("tmp");
    return oci::pack(*files_, app_, {component}, options_);
  }
  // As pushing and pulling would.
  Pulled carry(const Artifact& artifact) {
    for (const auto& blob : artifact.blobs) {
      const auto* file = std::get_if<FileContent>(&blob.content);
      const auto bytes =
          file ? files_->read(file->path).value() : std::get<base::Bytes>(blob.content);
      EXPECT_EQ(Digest::of(bytes), blob.descriptor.digest);
      EXPECT_EQ(bytes.size(), blob.descriptor.size);
      EXPECT_TRUE(store_->put(bytes));
    }
    EXPECT_TRUE(store_->put(artifact.manifest));
    return {artifact.digest, store_->read_manifest(artifact.digest).value()};
  }
  Result<PulledApp> unpack(const Pulled& pulled) {
    TRY(auto out, PulledApp::open(*store_, pulled, Reference::parse("ghcr.io/me/site:1").value()));
    TRY_VOID(out.unpack_all());
    return out;
  }
  std::vector<std::string> layer_types(const Artifact& artifact) {
    std::vector<std::string> out;
    for (const auto& layer : carry(artifact).manifest.layers) out.push_back(layer.media_type);
    return out;
  }
  void expect_site(const PulledApp& app) {
    const auto root = app.root() + "/" + app.app().components.at(0).files.at(0).source;
    EXPECT_EQ(files_->read(root + "/index.html"), "small");
    EXPECT_EQ(files_->read(root + "/img/a.png"), large + "a");
    EXPECT_EQ(files_->read(root + "/img/b.png"), large + "b");
    const auto& source = std::get<manifest::LocalSource>(app.app().components.at(0).source);
    EXPECT_EQ(files_->read(source.path), wasm + large);
  }

  std::string guest_folder_ = "/";
  std::optional<Store> store_;
  manifest::App app_;
  PackOptions options_;
};

using Strings = std::vector<std::string>;

TEST_F(PackTest, EachFileIsALayerAndSmallOnesAreInlined) {
  const auto artifact = pack();
  ASSERT_TRUE(artifact) << artifact.error().message();
  EXPECT_EQ(layer_types(*artifact),
            (Strings{std::string(media::wasm), std::string(media::data), std::string(media::data),
                     std::string(media::locked_app)}));
}

TEST_F(PackTest, TheLimitOfInliningIsSpins) {
  write("www/index.html", std::string(128, 'x'));
  EXPECT_EQ(layer_types(pack().value()).size(), 4u);
  write("www/index.html", std::string(129, 'x'));
  EXPECT_EQ(layer_types(pack().value()).size(), 5u);
}

TEST_F(PackTest, TheSameAppHasTheSameDigestWhereverItLies) {
  const auto first = pack()->digest;
  ASSERT_TRUE(files_->rename(path("www"), path("other")));
  ASSERT_TRUE(files_->make_directories(path("www/img")));
  for (const auto* name : {"img/b.png", "index.html", "img/a.png"}) {
    write(std::string("www/") + name, files_->read(path(std::string("other/") + name)).value());
  }
  EXPECT_EQ(pack()->digest, first);
  options_.file_layers = FileLayers::archived;
  const auto archived = pack()->digest;
  EXPECT_NE(archived, first);
  EXPECT_EQ(pack()->digest, archived);
}

TEST_F(PackTest, ManyFilesTravelInOneArchive) {
  for (int i = 0; i < 500; ++i) write(base::format("www/f{}", i), base::format("{}{}", large, i));
  const auto artifact = pack();
  ASSERT_TRUE(artifact);
  EXPECT_EQ(layer_types(*artifact), (Strings{std::string(media::wasm), std::string(media::archive),
                                             std::string(media::locked_app)}));
  const auto app = unpack(carry(*artifact));
  ASSERT_TRUE(app) << app.error().message();
  expect_site(*app);
  EXPECT_EQ(files_->read(app->root() + "/files/0/f499"), large + "499");
}

TEST_F(PackTest, WhatIsPackedIsUnpacked) {
  const auto app = unpack(carry(pack().value()));
  ASSERT_TRUE(app) << app.error().message();
  EXPECT_EQ(app->app().name, "site");
  expect_site(*app);
}

TEST_F(PackTest, FilesKeepTheirPlaceInTheGuest) {
  guest_folder_ = "/static";
  const auto app = unpack(carry(pack().value()));
  ASSERT_TRUE(app);
  EXPECT_EQ(files_->read(app->root() + "/files/0/static/index.html"), "small");
  EXPECT_EQ(app->app().components[0].files[0].destination, "/");
}

TEST_F(PackTest, UnpackingCopiesNothing) {
  const auto app = unpack(carry(pack().value()));
  const auto blob = store_->blob_path(Digest::of(large + "a"));
  EXPECT_EQ(files_->info(app->root() + "/files/0/img/a.png")->inode, files_->info(blob)->inode);
}

TEST_F(PackTest, AnAppIsUnpackedOnce) {
  const auto pulled = carry(pack().value());
  const auto first = unpack(pulled);
  ASSERT_TRUE(files_->remove(first->root() + "/files/0/index.html"));
  const auto second = unpack(pulled);
  ASSERT_TRUE(second);
  EXPECT_FALSE(files_->exists(second->root() + "/files/0/index.html"));
}

TEST_F(PackTest, NamesAComponentThatIsNoWebAssembly) {
  write("site.wasm", "#!/bin/sh");
  const auto artifact = pack();
  ASSERT_FALSE(artifact);
  EXPECT_EQ(artifact.error().kind(), Kind::invalid);
  EXPECT_TRUE(artifact.error().message().starts_with("component `site`: "));
}

TEST_F(PackTest, LinksStayInTheirFolder) {
  ASSERT_EQ(symlink("index.html", path("www/link.html").c_str()), 0);
  const auto listed = list_files(*files_, path("www"), "/");
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->size(), 4u);
  ASSERT_EQ(symlink("../site.wasm", path("www/out").c_str()), 0);
  const auto refused = list_files(*files_, path("www"), "/");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), Kind::denied);
}

// An artifact around a locked app that somebody wrote by hand.
class HandMade : public PackTest {
 protected:
  Result<PulledApp> unpack_file(const std::string& file_json) {
    const auto digest = Digest::of(wasm);
    EXPECT_TRUE(store_->put(wasm));
    const auto locked =
        make_blob(media::locked_app,
                  base::format(R"({{"spin_lock_version":1,"triggers":[],"components":[)"
                               R"({{"id":"a","source":{{"digest":"{}"}},"files":[{}]}}]}})",
                               digest.text(), file_json));
    return unpack_layers({make_blob(media::wasm, wasm), locked});
  }
  Result<PulledApp> unpack_layers(const std::vector<Blob>& layers) {
    const auto config = make_blob(media::image_config, "{}");
    Manifest manifest{config.descriptor, {}, {}};
    EXPECT_TRUE(store_->put("{}"));
    for (const auto& layer : layers) {
      EXPECT_TRUE(store_->put(std::get<base::Bytes>(layer.content)));
      manifest.layers.push_back(layer.descriptor);
    }
    return unpack({Digest::of(write_manifest(manifest)), manifest});
  }
  size_t apps() { return files_->list(path("store/apps"))->size(); }
};

TEST_F(HandMade, AFileThatLeadsOutIsRefusedAndNothingIsLeft) {
  for (const std::string bad : {"../evil", "/evil", "a/../../evil", "", "a//b"}) {
    const auto app = unpack_file(R"({"inline":"YQ","path":")" + bad + "\"}");
    ASSERT_FALSE(app) << bad;
    EXPECT_EQ(app.error().kind(), Kind::invalid) << bad;
    EXPECT_EQ(apps(), 0u);
  }
}

TEST_F(HandMade, AFileIsThereOnce) {
  const auto app = unpack_file(R"({"inline":"YQ","path":"a"},{"inline":"Yg","path":"a"})");
  ASSERT_FALSE(app);
  EXPECT_EQ(app.error().kind(), Kind::invalid);
}

TEST_F(HandMade, AFileIsNoFolder) {
  EXPECT_FALSE(unpack_file(R"({"inline":"YQ","path":"a"},{"inline":"Yg","path":"a/b"})"));
  EXPECT_EQ(apps(), 0u);
}

TEST_F(HandMade, AContentThatNoLayerHasIsNamed) {
  const auto digest = Digest::of("nowhere").text();
  const auto app = unpack_file(R"({"path":"a","digest":")" + digest + "\"}");
  ASSERT_FALSE(app);
  EXPECT_NE(app.error().message().find(digest), std::string::npos);
}

TEST_F(HandMade, AnInlinedContentHasItsDigest) {
  const auto digest = Digest::of("b").text();
  EXPECT_FALSE(unpack_file(R"({"path":"a","inline":"YQ","digest":")" + digest + "\"}"));
}

TEST_F(HandMade, ABareComponentBecomesAnApp) {
  const auto app = unpack_layers({make_blob(media::bare_wasm, wasm)});
  ASSERT_TRUE(app) << app.error().message();
  EXPECT_EQ(app->app().name, "site");
  ASSERT_EQ(app->app().http_triggers.size(), 1u);
  EXPECT_EQ(app->app().http_triggers[0].route, "/...");
  EXPECT_EQ(std::get<manifest::LocalSource>(app->app().components[0].source).path,
            store_->blob_path(Digest::of(wasm)));
}

TEST_F(HandMade, AContainerImageIsNoApp) {
  const auto app = unpack_layers({make_blob("application/vnd.oci.image.layer.v1.tar", "x")});
  ASSERT_FALSE(app);
  EXPECT_EQ(app.error().kind(), Kind::unsupported);
}

TEST_F(HandMade, AnArchiveThatLeadsOutIsRefused) {
  write("file", large);
  ASSERT_TRUE(write_archive(*files_, {{"../evil", path("file")}}, path("a.tar.gz")));
  std::map<Digest, std::string> found;
  ASSERT_TRUE(files_->make_directories(path("out")));
  const auto unpacked = unpack_archive(*files_, path("a.tar.gz"), path("out"), found);
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().kind(), Kind::invalid);
  EXPECT_NE(unpacked.error().message().find("../evil"), std::string::npos);
}

TEST_F(HandMade, ADamagedArchiveIsRefused) {
  write("file", large);
  ASSERT_TRUE(write_archive(*files_, {{"a", path("file")}}, path("a.tar.gz")));
  auto archive = files_->read(path("a.tar.gz")).value();
  archive.resize(archive.size() / 2);
  ASSERT_TRUE(files_->write_atomic(path("a.tar.gz"), archive));
  std::map<Digest, std::string> found;
  ASSERT_TRUE(files_->make_directories(path("out")));
  EXPECT_FALSE(unpack_archive(*files_, path("a.tar.gz"), path("out"), found));
}

}  // namespace
}  // namespace oci
