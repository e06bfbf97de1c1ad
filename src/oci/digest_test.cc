#include "oci/digest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oci {
namespace {

constexpr std::string_view of_nothing =
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Digest, IsTakenOfContent) {
  EXPECT_EQ(Digest::of("").text(), of_nothing);
  EXPECT_EQ(Digest::of("").brief(), "e3b0c44298fc");
}

TEST(Digest, ReadsWhatItWrites) {
  EXPECT_EQ(Digest::parse(of_nothing).value(), Digest::of(""));
}

TEST(Digest, RefusesWhatIsNone) {
  for (const std::string& text : std::vector<std::string>{
           "", "sha256", "sha256:", "sha256:abc", "sha256:" + std::string(64, 'G'),
           "sha256:" + std::string(64, 'A'), "sha256:" + std::string(63, 'a'),
           "sha256:" + std::string(65, 'a'), "sha256:" + std::string(62, 'a') + "/."}) {
    const auto digest = Digest::parse(text);
    ASSERT_FALSE(digest) << text;
    EXPECT_EQ(digest.error().kind(), base::Kind::invalid) << text;
  }
}

TEST(Digest, NamesAnAlgorithmThatIsNotSupported) {
  const auto digest = Digest::parse("sha512:" + std::string(128, 'a'));
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().kind(), base::Kind::unsupported);
  EXPECT_NE(digest.error().message().find("sha512"), std::string::npos);
}

}  // namespace
}  // namespace oci
