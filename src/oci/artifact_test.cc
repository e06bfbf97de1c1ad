#include "oci/artifact.h"

#include <gtest/gtest.h>

#include "oci/media_type.h"

namespace oci {
namespace {

manifest::LockedApp locked_app() {
  manifest::LockedApp out;
  out.app.name = "hello";
  out.app.version = "1.2";
  out.app.authors = {"A", "B"};
  manifest::Component component;
  component.id = "a";
  out.app.components.push_back(component);
  out.contents["a"].source.digest = Digest::of("wasm").text();
  return out;
}

Manifest manifest_of(const Artifact& artifact) {
  return std::get<Manifest>(parse_manifest(artifact.manifest, "").value());
}

TEST(Artifact, EndsWithTheLockedAppAndNamesItInTheConfiguration) {
  const auto artifact = make_artifact(locked_app(), {make_blob(media::wasm, "wasm")}, {});
  const auto manifest = manifest_of(artifact);
  ASSERT_EQ(manifest.layers.size(), 2u);
  EXPECT_EQ(manifest.layers[0].media_type, media::wasm);
  EXPECT_EQ(manifest.layers[1].media_type, media::locked_app);
  EXPECT_EQ(manifest.config.media_type, media::image_config);
  ASSERT_EQ(artifact.blobs.size(), 3u);
  EXPECT_EQ(std::get<base::Bytes>(artifact.blobs[2].content),
            R"({"architecture":"wasm","os":"Wasip1","config":{"Labels":{)"
            R"("com.fermyon.spin.lockedAppDigest":")" +
                manifest.layers[1].digest.text() +
                R"("}},"rootfs":{"type":"layers","diff_ids":[]}})");
  EXPECT_EQ(artifact.digest, Digest::of(artifact.manifest));
}

TEST(Artifact, IsTheSameForTheSameApp) {
  const auto make = [] {
    return make_artifact(locked_app(), {make_blob(media::wasm, "wasm")}, {{"a", "b"}});
  };
  EXPECT_EQ(make().digest, make().digest);
}

TEST(Artifact, HoldsAlikeLayersOnce) {
  const auto artifact = make_artifact(
      locked_app(),
      {make_blob(media::wasm, "wasm"), make_blob(media::data, "x"), make_blob(media::data, "x")},
      {});
  EXPECT_EQ(manifest_of(artifact).layers.size(), 3u);
  EXPECT_EQ(artifact.blobs.size(), 4u);
}

TEST(Artifact, CarriesAContentOfTwoTypesOnce) {
  const auto artifact =
      make_artifact(locked_app(), {make_blob(media::wasm, "x"), make_blob(media::data, "x")}, {});
  EXPECT_EQ(manifest_of(artifact).layers.size(), 3u);
  EXPECT_EQ(artifact.blobs.size(), 3u);
}

TEST(Artifact, TakesAnnotationsFromTheApp) {
  const auto annotations = annotate(locked_app().app, "1970-01-01T00:00:00Z",
                                    {{"org.opencontainers.image.version", "mine"}, {"x", "y"}});
  EXPECT_EQ(annotations, (Annotations{{"org.opencontainers.image.authors", "A, B"},
                                      {"org.opencontainers.image.created", "1970-01-01T00:00:00Z"},
                                      {"org.opencontainers.image.title", "hello"},
                                      {"org.opencontainers.image.version", "mine"},
                                      {"x", "y"}}));
}

Manifest with_layers(std::vector<std::string_view> types) {
  Manifest out{make_blob(media::image_config, "{}").descriptor, {}, {}};
  for (const auto type : types) out.layers.push_back(make_blob(type, std::string(type)).descriptor);
  return out;
}

TEST(Identify, FindsTheLockedAppAmongTheLayers) {
  const auto manifest = with_layers({media::wasm, media::locked_app, media::data});
  const auto kind = identify(manifest, "{}");
  ASSERT_TRUE(kind);
  EXPECT_EQ(std::get<LockedAppArtifact>(*kind).locked_app, manifest.layers[1]);
}

TEST(Identify, FindsTheLockedAppOfOlderSpinInTheConfiguration) {
  const auto manifest = with_layers({media::wasm});
  const auto kind = identify(manifest, R"({"spin_lock_version":0})");
  ASSERT_TRUE(kind);
  EXPECT_EQ(std::get<LockedAppArtifact>(*kind).locked_app, manifest.config);
}

TEST(Identify, FindsABareComponent) {
  for (const auto type : {media::bare_wasm, media::wasm}) {
    const auto manifest = with_layers({type});
    const auto kind = identify(manifest, "{}");
    ASSERT_TRUE(kind);
    EXPECT_EQ(std::get<BareComponent>(*kind).wasm, manifest.layers[0]);
  }
}

TEST(Identify, RefusesAnythingElseAndSaysWhatItIs) {
  const auto image =
      identify(with_layers({"application/vnd.oci.image.layer.v1.tar+gzip"}), R"({"os":"linux"})");
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().kind(), base::Kind::unsupported);
  EXPECT_NE(image.error().message().find("image.layer.v1.tar+gzip"), std::string::npos);
  EXPECT_FALSE(identify(with_layers({}), "{}"));
  EXPECT_FALSE(identify(with_layers({media::bare_wasm, media::bare_wasm}), "{}"));
}

}  // namespace
}  // namespace oci
