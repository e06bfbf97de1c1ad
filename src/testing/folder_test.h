// A test with a folder of its own on the real disk, which goes with it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "world/files.h"

namespace testing {

// Who overrides SetUp or TearDown calls these.
class FolderTest : public Test {
 protected:
  void SetUp() override { folder_ = files_->make_temporary_directory("/tmp/torpor-test-").value(); }
  void TearDown() override { ASSERT_TRUE(files_->remove_all(folder_)); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::unique_ptr<world::Files> files_ = world::real_files();
  std::string folder_;
};

}  // namespace testing
