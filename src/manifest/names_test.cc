#include "manifest/names.h"

#include <gtest/gtest.h>

namespace manifest {
namespace {

TEST(Names, FollowTheirStyle) {
  struct Row {
    std::string_view name;
    bool kebab, snake, lower_snake;
  };
  const Row rows[] = {
      {"a", true, true, true},        {"abc", true, true, true},     {"a1", true, true, true},
      {"my-app", true, false, false}, {"my_app", false, true, true}, {"a-1", true, false, false},
      {"a_1", false, true, true},     {"ABC", true, true, false},    {"my-APP", true, false, false},
      {"my_APP", false, true, false}, {"a:b", true, true, true},     {"", false, false, false},
      {"1a", false, false, false},    {"-a", false, false, false},   {"a-", false, false, false},
      {"a--b", false, false, false},  {"_a", false, false, false},   {"a__b", false, false, false},
      {"aB", false, false, false},    {"Ab", false, false, false},   {"a-1B", false, false, false},
      {"a.b", false, false, false},   {"a b", false, false, false},  {"ä", false, false, false},
      {"a-b_c", false, false, false}, {":a", false, false, false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(!find_wrong(row.name, NameStyle::kebab), row.kebab) << row.name;
    EXPECT_EQ(!find_wrong(row.name, NameStyle::snake), row.snake) << row.name;
    EXPECT_EQ(!find_wrong(row.name, NameStyle::lower_snake), row.lower_snake) << row.name;
  }
}

TEST(Names, SayWhatIsWrong) {
  EXPECT_EQ(find_wrong("my_app", NameStyle::kebab), "words are separated by `-`, not `_`");
  EXPECT_EQ(find_wrong("my-key", NameStyle::lower_snake), "words are separated by `_`, not `-`");
  EXPECT_EQ(find_wrong("myApp", NameStyle::kebab), "each word is all lower or all upper case");
  EXPECT_EQ(find_wrong("KEY", NameStyle::lower_snake), "it must be lower case");
}

}  // namespace
}  // namespace manifest
