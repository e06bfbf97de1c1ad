#include "app/staging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace app {
namespace {

using testing::ElementsAre;

class StagingTest : public testing::Test {
 protected:
  void SetUp() override {
    place_.root = files_->make_temporary_directory("/tmp/torpor-test-root-").value();
    place_.temporary = files_->make_temporary_directory("/tmp/torpor-test-temp-").value();
    for (const auto* path : {"static/a.txt", "static/deep/b.txt", "static/secret.key"}) {
      put(path);
    }
    component_.id = "c";
  }
  void TearDown() override {
    ASSERT_TRUE(files_->remove_all(place_.root));
    ASSERT_TRUE(files_->remove_all(place_.temporary));
  }

  void put(const std::string& path) {
    const auto whole = place_.root + "/" + path;
    ASSERT_TRUE(files_->make_directories(whole.substr(0, whole.rfind('/'))));
    ASSERT_TRUE(files_->write_atomic(whole, path));
  }
  auto stage() { return stage_files(*files_, component_, place_); }
  base::Kind refusal() { return stage().error().kind(); }

  std::unique_ptr<world::Files> files_ = world::real_files();
  manifest::Component component_;
  StagingPlace place_;
};

TEST_F(StagingTest, AFolderIsGrantedAsItIs) {
  component_.files = {{"static/", "/data"}};
  const auto granted = stage().value();
  ASSERT_EQ(granted.size(), 1u);
  EXPECT_EQ(granted[0].host_path, files_->real_path(place_.root + "/static").value());
  EXPECT_EQ(granted[0].guest_path, "/data");
  EXPECT_FALSE(granted[0].writable);
}

TEST_F(StagingTest, NothingIsGrantedWithoutFiles) {
  EXPECT_TRUE(stage().value().empty());
}

TEST_F(StagingTest, GlobsAreCopiedToTheirPlaceWithoutWhatIsExcluded) {
  component_.files = {{"static/**/*", std::nullopt}};
  component_.exclude_files = {"**/*.key"};
  const auto granted = stage().value();
  ASSERT_EQ(granted.size(), 1u);
  EXPECT_EQ(granted[0].guest_path, "/");
  EXPECT_THAT(files_->list(granted[0].host_path + "/static").value(), ElementsAre("a.txt", "deep"));
  EXPECT_EQ(files_->read(granted[0].host_path + "/static/deep/b.txt"), "static/deep/b.txt");
}

TEST_F(StagingTest, AFolderWithoutADestinationKeepsItsPlace) {
  component_.files = {{"static", std::nullopt}};
  const auto granted = stage().value();
  ASSERT_EQ(granted.size(), 1u);
  EXPECT_EQ(granted[0].guest_path, "/");
  EXPECT_EQ(files_->read(granted[0].host_path + "/static/deep/b.txt"), "static/deep/b.txt");
}

TEST_F(StagingTest, AFileGoesToItsDestination) {
  component_.files = {{"static/a.txt", "/x/y.txt"}};
  const auto granted = stage().value();
  EXPECT_EQ(files_->read(granted.at(0).host_path + "/x/y.txt"), "static/a.txt");
}

TEST_F(StagingTest, TransientWritesGoToACopy) {
  component_.files = {{"static", "/"}};
  place_.writes = Writes::transient;
  const auto granted = stage().value();
  ASSERT_EQ(granted.size(), 1u);
  EXPECT_TRUE(granted[0].writable);
  EXPECT_TRUE(granted[0].host_path.starts_with(place_.temporary));
}

TEST_F(StagingTest, WhatLeadsOutIsDenied) {
  component_.files = {{"../", "/"}};
  EXPECT_EQ(refusal(), base::Kind::denied);
  component_.files = {{"static/../../x/*", std::nullopt}};
  EXPECT_EQ(refusal(), base::Kind::denied);
  component_.files = {{"static", "/../etc"}};
  component_.exclude_files = {"x"};
  EXPECT_EQ(refusal(), base::Kind::denied);
}

TEST_F(StagingTest, ALinkThatLeadsOutIsDenied) {
  ASSERT_EQ(::symlink("/etc/passwd", (place_.root + "/static/link").c_str()), 0);
  component_.files = {{"static/*", std::nullopt}};
  EXPECT_EQ(refusal(), base::Kind::denied);
}

TEST_F(StagingTest, AMissingSourceNamesTheComponent) {
  component_.files = {{"absent", "/"}};
  const auto refused = stage();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::Kind::not_found);
  EXPECT_NE(refused.error().message().find("component `c`"), std::string::npos);
}

}  // namespace
}  // namespace app
