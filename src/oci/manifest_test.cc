#include "oci/manifest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oci/media_type.h"

namespace oci {
namespace {

Descriptor descriptor(std::string_view type, std::string_view content) {
  return {std::string(type), Digest::of(content), content.size()};
}

Manifest example() {
  return {descriptor(media::image_config, "{}"),
          {descriptor(media::wasm, "wasm"), descriptor(media::locked_app, "app")},
          {{"b", "2"}, {"a", "1"}}};
}

TEST(Manifest, IsWrittenSortedAndWithoutSpaces) {
  const auto text = write_manifest({descriptor(media::image_config, "{}"), {}, {{"b", "2"}}});
  EXPECT_EQ(text, R"({"annotations":{"b":"2"},"config":{"digest":")"
                  R"(sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",)"
                  R"("mediaType":"application/vnd.oci.image.config.v1+json","size":2},"layers":[],)"
                  R"("mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2})");
}

TEST(Manifest, ReadsWhatItWrites) {
  const auto read = parse_manifest(write_manifest(example()), media::image_manifest);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(std::get<Manifest>(*read), example());
}

TEST(Manifest, RefusesWhatLacksAPart) {
  const std::string zeros(64, '0');
  const auto config = R"({"mediaType":"x","digest":"sha256:)" + zeros + R"(","size":2})";
  for (const std::string& text : std::vector<std::string>{
           std::string("no json"),
           std::string("{}"),
           std::string(R"({"schemaVersion":1})"),
           std::string(R"({"schemaVersion":2})"),
           R"({"schemaVersion":2,"config":)" + config + "}",
           R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[{}]})",
           R"({"schemaVersion":2,"config":)" + config +
               R"(,"layers":[{"mediaType":"x","digest":"sha256:0","size":2}]})",
           R"({"schemaVersion":2,"config":)" + config +
               R"(,"layers":[{"mediaType":"x","digest":"sha256:)" + zeros + R"(","size":-1}]})",
           R"({"schemaVersion":2,"mediaType":"application/vnd.cncf.other","config":)" + config +
               R"(,"layers":[]})",
           R"({"schemaVersion":2,"manifests":[],"layers":[]})",
       }) {
    EXPECT_FALSE(parse_manifest(text, "")) << text;
  }
}

Index parse_index_of(const std::string& entries) {
  const auto read =
      parse_manifest(R"({"schemaVersion":2,"manifests":[)" + entries + "]}", media::image_index);
  return std::get<Index>(read.value());
}

std::string entry(char digit, const std::string& platform) {
  return R"({"mediaType":"m","size":1,"digest":"sha256:)" + std::string(64, digit) + "\"" +
         (platform.empty() ? "" : R"(,"platform":)" + platform) + "}";
}

TEST(Index, PicksTheOneForWasm) {
  const auto index = parse_index_of(entry('1', R"({"architecture":"amd64","os":"linux"})") + "," +
                                    entry('2', R"({"architecture":"wasm","os":"wasi"})"));
  EXPECT_EQ(index.select()->digest.brief(), "222222222222");
}

TEST(Index, PicksTheOnlyOne) {
  EXPECT_EQ(parse_index_of(entry('1', "")).select()->digest.brief(), "111111111111");
}

TEST(Index, NamesItsEntriesWhenNoneFits) {
  const auto picked = parse_index_of(entry('1', R"({"architecture":"amd64","os":"linux"})") + "," +
                                     entry('2', R"({"architecture":"arm64","os":"linux"})"))
                          .select();
  ASSERT_FALSE(picked);
  EXPECT_EQ(picked.error().kind(), base::Kind::unsupported);
  EXPECT_NE(picked.error().message().find(std::string(64, '2') + " (linux/arm64)"),
            std::string::npos);
}

}  // namespace
}  // namespace oci
