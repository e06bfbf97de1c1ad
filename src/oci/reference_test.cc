#include "oci/reference.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oci {
namespace {

const std::string f64(64, 'f');

struct Good {
  std::string text, registry, repository, tag, whole;
};

class GoodReference : public testing::TestWithParam<Good> {};

TEST_P(GoodReference, IsReadAndCompleted) {
  const auto& want = GetParam();
  const auto reference = Reference::parse(want.text);
  ASSERT_TRUE(reference) << want.text << ": " << reference.error().message();
  EXPECT_EQ(reference->registry, want.registry);
  EXPECT_EQ(reference->repository, want.repository);
  EXPECT_EQ(reference->tag, want.tag);
  EXPECT_EQ(reference->text(), want.whole);
  EXPECT_EQ(Reference::parse(want.whole).value(), *reference);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, GoodReference,
    testing::Values(
        Good{"busybox", "docker.io", "library/busybox", "latest",
             "docker.io/library/busybox:latest"},
        Good{"test.com:tag", "docker.io", "library/test.com", "tag",
             "docker.io/library/test.com:tag"},
        Good{"test.com:5000", "docker.io", "library/test.com", "5000",
             "docker.io/library/test.com:5000"},
        Good{"test.com/repo:tag", "test.com", "repo", "tag", "test.com/repo:tag"},
        Good{"test:5000/repo", "test:5000", "repo", "latest", "test:5000/repo:latest"},
        Good{"test:5000/repo@sha256:" + f64, "test:5000", "repo", "",
             "test:5000/repo@sha256:" + f64},
        Good{"test:5000/repo:tag@sha256:" + f64, "test:5000", "repo", "tag",
             "test:5000/repo:tag@sha256:" + f64},
        Good{"lowercase:Uppercase", "docker.io", "library/lowercase", "Uppercase",
             "docker.io/library/lowercase:Uppercase"},
        Good{"sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com", "bar/baz/quux",
             "some-long-tag", "sub-dom1.foo.com/bar/baz/quux:some-long-tag"},
        Good{"b.gcr.io/test.example.com/my-app:test.example.com", "b.gcr.io",
             "test.example.com/my-app", "test.example.com",
             "b.gcr.io/test.example.com/my-app:test.example.com"},
        Good{"foo/foo_bar.com:8080", "docker.io", "foo/foo_bar.com", "8080",
             "docker.io/foo/foo_bar.com:8080"},
        Good{"index.docker.io/me/app", "docker.io", "me/app", "latest", "docker.io/me/app:latest"},
        Good{"localhost/app", "localhost", "app", "latest", "localhost/app:latest"},
        Good{"LocalHost:5000/app", "localhost:5000", "app", "latest", "localhost:5000/app:latest"},
        Good{"[::1]:5000/app", "[::1]:5000", "app", "latest", "[::1]:5000/app:latest"},
        Good{"ghcr.io/a__b/c---d:_x", "ghcr.io", "a__b/c---d", "_x", "ghcr.io/a__b/c---d:_x"}));

TEST(Reference, RefusesWhatIsNone) {
  for (const std::string& text : std::vector<std::string>{"",
                                                          ":justtag",
                                                          "@sha256:" + f64,
                                                          "Uppercase:tag",
                                                          "ghcr.io/Me/app",
                                                          "ghcr.io/me//app",
                                                          "ghcr.io/",
                                                          "ghcr.io/me/app:",
                                                          "ghcr.io/me/app:a b",
                                                          "ghcr.io/me/../app",
                                                          "ghcr.io/.me/app",
                                                          "ghcr.io/me./app",
                                                          "ghcr.io/a___b",
                                                          "ghcr.io/a..b",
                                                          "ghcr.io/a._b",
                                                          "ghcr.io/a\nb",
                                                          "host:0/app",
                                                          "host:65536/app",
                                                          "host:x/app",
                                                          "-a.com/app",
                                                          "https://ghcr.io/me/app",
                                                          "me@ghcr.io/app",
                                                          "ghcr.io/" + std::string(256, 'a'),
                                                          "ghcr.io/a:" + std::string(129, 'a')}) {
    const auto reference = Reference::parse(text);
    ASSERT_FALSE(reference) << text;
    EXPECT_EQ(reference.error().kind(), base::Kind::invalid) << text;
  }
}

TEST(Reference, SaysThatUpperCaseIsWrong) {
  const auto reference = Reference::parse("ghcr.io/Me/app");
  EXPECT_NE(reference.error().message().find("lower case"), std::string::npos);
}

TEST(Reference, ADigestBeatsATag) {
  const auto reference = Reference::parse("a.io/b:c@sha256:" + f64);
  EXPECT_EQ(reference->target(), "sha256:" + f64);
  EXPECT_EQ(Reference::parse("a.io/b:c")->target(), "c");
}

TEST(Reference, KnowsWhereDockersRegistryIs) {
  EXPECT_EQ(Reference::parse("busybox")->host(), "index.docker.io");
  EXPECT_EQ(Reference::parse("ghcr.io/a/b")->host(), "ghcr.io");
}

TEST(Reference, ThisMachineIsLocal) {
  for (const auto* text : {"localhost/a", "localhost:5000/a", "127.0.0.1:5000/a", "127.1.2.3:1/a",
                           "[::1]:5000/a", "registry.localhost:5000/a"}) {
    EXPECT_TRUE(Reference::parse(text)->is_local()) << text;
  }
  for (const auto* text : {"localhost.com/a", "10.0.0.1:5000/a", "ghcr.io/a", "a"}) {
    EXPECT_FALSE(Reference::parse(text)->is_local()) << text;
  }
}

TEST(Reference, AMissingFileIsHardlyAReference) {
  for (const auto* text : {"spin.toml", "foo/spin.toml", "./a", "/abs", "app"}) {
    EXPECT_FALSE(looks_like_reference(text)) << text;
  }
  for (const auto* text : {"ghcr.io/a/b", "localhost:5000/a", "a/b:v1", "docker.io/a/b"}) {
    EXPECT_TRUE(looks_like_reference(text)) << text;
  }
}

TEST(Reference, ARegistryIsKnownByItsHost) {
  EXPECT_EQ(registry_host("https://GHCR.io/"), "ghcr.io");
  EXPECT_EQ(registry_host("localhost:5000"), "localhost:5000");
  EXPECT_EQ(registry_host("docker.io"), "index.docker.io");
  EXPECT_EQ(registry_host("https://index.docker.io/v1/"), "index.docker.io");
}

}  // namespace
}  // namespace oci
