#include "world/memory.h"

#include <gtest/gtest.h>

namespace world {
namespace {

TEST(Memory, WhatTheProgramMapsIsCountedUntilItIsLetGo) {
  const auto before = resident_bytes();
  ASSERT_GT(before, 0u);
  release_program_pages();
  EXPECT_LT(resident_bytes(), before);
}

}  // namespace
}  // namespace world
