#include "http/fields.h"

#include <gtest/gtest.h>

namespace http {
namespace {

std::string text_of(const Fields& fields) {
  std::string out;
  for (const auto [name, value] : fields) out.append(name).append("=").append(value).append(";");
  return out;
}

Fields sample() {
  Fields out;
  out.add("A", "1");
  out.add("b", "2");
  out.add("a", "3");
  return out;
}

TEST(Fields, KeepOrderAndSpelling) {
  EXPECT_EQ(text_of(sample()), "A=1;b=2;a=3;");
  EXPECT_EQ(sample().size(), 3u);
  EXPECT_EQ(sample().bytes(), 6u);
}

TEST(Fields, FindNamesWithoutRegardToCase) {
  const auto fields = sample();
  EXPECT_EQ(fields.find("a"), "1");
  EXPECT_EQ(fields.find("B"), "2");
  EXPECT_EQ(fields.find("c"), std::nullopt);
  EXPECT_EQ(fields.find_all("A"), (std::vector<std::string_view>{"1", "3"}));
}

TEST(Fields, SetReplacesAllOfAName) {
  auto fields = sample();
  fields.set("a", "4");
  EXPECT_EQ(text_of(fields), "b=2;a=4;");
  fields.set("x", *fields.find("b"));
  EXPECT_EQ(text_of(fields), "b=2;a=4;x=2;");
}

TEST(Fields, RemoveSaysHowManyThereWere) {
  auto fields = sample();
  EXPECT_EQ(fields.remove("A"), 2u);
  EXPECT_EQ(fields.remove("A"), 0u);
  EXPECT_EQ(text_of(fields), "b=2;");
  EXPECT_EQ(fields.bytes(), 2u);
}

TEST(Fields, FindTokensInLists) {
  Fields fields;
  fields.add("Connection", "keep-alive, Upgrade");
  fields.add("connection", " ,close ,");
  EXPECT_TRUE(fields.has_token("connection", "upgrade"));
  EXPECT_TRUE(fields.has_token("connection", "close"));
  EXPECT_FALSE(fields.has_token("connection", "keep"));
  EXPECT_FALSE(fields.has_token("connections", "close"));
}

TEST(Fields, TokensAndValuesAreCheckedByTheGrammar) {
  EXPECT_TRUE(is_token("X-a_1!~"));
  for (const std::string_view text : {"", "a b", "a:", "a\r", "(", "\xc3\xa9"}) {
    EXPECT_FALSE(is_token(text)) << text;
  }
  EXPECT_TRUE(is_field_value("a b\t\xc3\xa9"));
  EXPECT_TRUE(is_field_value(""));
  for (const char c : {'\0', '\r', '\n', '\x01', '\x7f'}) {
    EXPECT_FALSE(is_field_value({&c, 1})) << int(c);
  }
}

}  // namespace
}  // namespace http
