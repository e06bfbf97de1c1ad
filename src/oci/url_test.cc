#include "oci/url.h"

#include <gtest/gtest.h>

namespace oci {
namespace {

TEST(Url, IsReadIntoParts) {
  const auto url = Url::parse("HTTPS://Example.org:444/a/b?c=d#e");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (Url{"https", "example.org:444", "/a/b?c=d"}));
  EXPECT_EQ(url->text(), "https://example.org:444/a/b?c=d");
  EXPECT_EQ(url->text_without_query(), "https://example.org:444/a/b");
  EXPECT_EQ(Url::parse("http://h?x=1")->target, "/?x=1");
}

TEST(Url, RefusesWhatIsNoPlaceToAsk) {
  for (const std::string text : {"", "/path", "ftp://h/", "https://", "https:///x", "http://u:p@h/",
                                 "http://h/a b", "http://h/\r\nX: y", "http://h/\x80"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
}

TEST(Url, ResolvesLocations) {
  const Url base{"http", "h:1", "/v2/a/blobs/uploads/?x=1"};
  EXPECT_EQ(base.resolve("/v2/b")->text(), "http://h:1/v2/b");
  EXPECT_EQ(base.resolve("https://o/c")->text(), "https://o/c");
  EXPECT_EQ(base.resolve("//o/c")->text(), "http://o/c");
  EXPECT_EQ(base.resolve("id?state=2")->text(), "http://h:1/v2/a/blobs/uploads/id?state=2");
}

TEST(Url, AddsParameters) {
  const Url base{"http", "h", "/a"};
  EXPECT_EQ(base.with_query("d", "sha256:x/y z").with_query("e", "1").target,
            "/a?d=sha256%3Ax%2Fy%20z&e=1");
}

TEST(Url, AnOriginIsSchemeAndAuthority) {
  const Url a{"http", "h:1", "/a"};
  EXPECT_TRUE(a.same_origin({"http", "h:1", "/b"}));
  EXPECT_FALSE(a.same_origin({"https", "h:1", "/a"}));
  EXPECT_FALSE(a.same_origin({"http", "h:2", "/a"}));
}

}  // namespace
}  // namespace oci
