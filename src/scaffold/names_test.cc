#include "scaffold/names.h"

#include <gtest/gtest.h>

namespace scaffold {
namespace {

TEST(Names, FindWordsHoweverTheyAreWritten) {
  for (const auto* name : {"my-cool-app", "my_cool_app", "My Cool App", "myCoolApp", "MyCoolApp"}) {
    EXPECT_EQ(kebab_case(name), "my-cool-app");
    EXPECT_EQ(snake_case(name), "my_cool_app");
    EXPECT_EQ(pascal_case(name), "MyCoolApp");
  }
  EXPECT_EQ(kebab_case("HTTPServer2"), "http-server2");
  EXPECT_EQ(kebab_case("--a--"), "a");
  EXPECT_EQ(kebab_case(""), "");
}

TEST(Names, KeepDots) {
  EXPECT_EQ(dotted_pascal_case("fermyon.pet-store"), "Fermyon.PetStore");
}

TEST(Names, MakeWildcardsOnce) {
  EXPECT_EQ(http_wildcard("/..."), "/...");
  EXPECT_EQ(http_wildcard("/"), "/...");
  EXPECT_EQ(http_wildcard("/a"), "/a/...");
}

}  // namespace
}  // namespace scaffold
