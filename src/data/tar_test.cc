#include "data/tar.h"

#include <gtest/gtest.h>

#include <vector>

namespace data {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string pack(const Files& files) {
  std::string out;
  TarWriter writer([&out](base::View bytes) {
    out += bytes;
    return base::Result<>();
  });
  for (const auto& [path, content] : files) {
    EXPECT_TRUE(writer.add_file(path, content.size()));
    EXPECT_TRUE(writer.write(content));
  }
  EXPECT_TRUE(writer.finish());
  return out;
}

// Gives the archive in slices of that size.
base::Result<Files> unpack(std::string_view archive, size_t slice) {
  TarReader reader([&archive, slice]() -> base::Result<base::View> {
    const auto piece = archive.substr(0, slice);
    archive.remove_prefix(piece.size());
    return piece;
  });
  Files out;
  for (;;) {
    TRY(const auto entry, reader.next());
    if (!entry) return out;
    std::string content;
    for (;;) {
      TRY(const auto bytes, reader.read());
      if (bytes.empty()) break;
      content += bytes;
    }
    out.emplace_back(entry->path, content);
  }
}

const Files some{{"a", "one"}, {"b/empty", ""}, {"b/c", std::string(200'000, 'c')}};

TEST(Tar, ReadsWhatItWritesInSlicesOfAnySize) {
  const auto archive = pack(some);
  for (const size_t slice : {size_t{1}, size_t{7}, size_t{100'000}}) {
    const auto files = unpack(archive, slice);
    ASSERT_TRUE(files) << files.error().message();
    EXPECT_EQ(*files, some);
  }
}

TEST(Tar, IsTheSameEveryTime) {
  const auto archive = pack(some);
  EXPECT_EQ(archive, pack(some));
  EXPECT_EQ(archive.substr(4, 4), std::string(4, '\0'));  // RFC 1952: MTIME
}

TEST(Tar, AnArchiveOfNothingIsOne) {
  EXPECT_EQ(unpack(pack({}), 1000).value(), Files());
}

TEST(Tar, NoticesWhenItIsCutOff) {
  const auto archive = pack({{"a", std::string(5000, 'a')}, {"b", "b"}});
  for (const size_t size : {archive.size() / 2, archive.size() - 20}) {
    const auto files = unpack(archive.substr(0, size), 1000);
    ASSERT_FALSE(files) << size;
    EXPECT_EQ(files.error().kind(), base::Kind::invalid);
  }
}

TEST(Tar, NoticesWhatIsNoArchive) {
  EXPECT_FALSE(unpack("this is no archive, not by far", 1000));
}

TEST(Tar, PassesOnTheErrorsOfItsEnds) {
  TarWriter writer(
      [](base::View) -> base::Result<> { return base::fail(base::Kind::io, "the disk is full"); });
  ASSERT_TRUE(writer.add_file("a", 0));
  const auto written = writer.finish();
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message(), "the disk is full");

  TarReader reader(
      []() -> base::Result<base::View> { return base::fail(base::Kind::io, "the disk is gone"); });
  const auto read = reader.next();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message(), "the disk is gone");
}

TEST(Tar, KnowsPathsThatLeadOut) {
  for (const std::string_view path : {"a", "a/b", "./a", "a..b/..c", "..."}) {
    EXPECT_TRUE(is_contained_path(path)) << path;
  }
  using namespace std::string_view_literals;
  for (const auto path : {""sv, "/a"sv, ".."sv, "../a"sv, "a/../b"sv, "a/.."sv, "a//b"sv, "a/"sv,
                          "./../a"sv, "a/./b"sv, "a\0b"sv}) {
    EXPECT_FALSE(is_contained_path(path)) << path;
  }
}

}  // namespace
}  // namespace data
