#include "scaffold/manifest_edit.h"

#include <gtest/gtest.h>

namespace scaffold {
namespace {

TEST(ManifestEdit, AppendsAfterALineOfItsOwn) {
  EXPECT_EQ(append_section("a = 1", "[b]\nc = 2\n\n"), "a = 1\n\n[b]\nc = 2\n");
  EXPECT_EQ(append_section("a = 1\n\n\n", "[b]"), "a = 1\n\n[b]\n");
}

TEST(ManifestEdit, AddsVariablesToTheirTableOrMakesIt) {
  EXPECT_EQ(add_variables("a = 1\n", "x = { default = \"1\" }"),
            "a = 1\n\n[variables]\nx = { default = \"1\" }\n");
  EXPECT_EQ(add_variables("[ variables ] # all\nold = {}\n[b]\n", "x = {}\n"),
            "[ variables ] # all\nx = {}\nold = {}\n[b]\n");
  EXPECT_EQ(add_variables("[variables]", "x = {}"), "[variables]\nx = {}\n");
}

TEST(ManifestEdit, SetsTargetsOfTheApplication) {
  EXPECT_EQ(set_targets("v = 2\n[application]\nname = \"a\"\n", {"spin-up:3", "b"}),
            "v = 2\n[application]\ntargets = [\"spin-up:3\", \"b\"]\nname = \"a\"\n");
}

TEST(ManifestEdit, FindsEntriesByTheirPath) {
  const std::string manifest = "[a.b]\nc = 1\n";
  EXPECT_TRUE(has_entry(manifest, "a.b"));
  EXPECT_TRUE(has_entry(manifest, "a.b.c"));
  EXPECT_FALSE(has_entry(manifest, "a.c"));
  EXPECT_FALSE(has_entry("= broken", "a"));
}

}  // namespace
}  // namespace scaffold
