#include "data/toml.h"

#include <gtest/gtest.h>

#include "base/format.h"

namespace data {
namespace {

std::string text_of(Position position) {
  return base::format("{}:{}", position.line, position.column);
}

TEST(Toml, ReadsEveryType) {
  const auto root = parse_toml(R"(
string = "s"
integer = -7
float = 1.5
boolean = true
time = 2026-01-02T03:04:05Z
array = [1, "two"]
table = { a = 1 }
)");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_EQ(*root->find_string("string"), "s");
  EXPECT_EQ(root->find("integer")->value.integer(), -7);
  EXPECT_EQ(root->find("float")->value.type_name(), "a float");
  EXPECT_EQ(root->find("boolean")->value.boolean(), true);
  EXPECT_EQ(std::get<TomlDateTime>(root->find("time")->value.variant()).text,
            "2026-01-02T03:04:05Z");
  EXPECT_EQ(root->find_array("array")->size(), 2u);
  EXPECT_EQ(*root->find_array("array")->at(1).string(), "two");
  EXPECT_EQ(root->find_table("table")->find("a")->value.integer(), 1);
}

TEST(Toml, AnswersNothingForAnotherType) {
  const auto root = parse_toml("a = 1").value();
  EXPECT_EQ(root.find_string("a"), nullptr);
  EXPECT_EQ(root.find_table("a"), nullptr);
  EXPECT_EQ(root.find("a")->value.boolean(), std::nullopt);
  EXPECT_EQ(root.find("b"), nullptr);
  EXPECT_EQ(root.find_array("b"), nullptr);
}

TEST(Toml, KeepsTheOrderOfTheText) {
  const auto root = parse_toml("z = 1\n[m]\n[a]\n[[q]]\nx = 1\nc = 2\n[[q]]").value();
  std::string keys;
  for (const auto& entry : root.entries()) keys += entry.key;
  EXPECT_EQ(keys, "zmaq");
  EXPECT_EQ(root.find_array("q")->at(0).table()->entries().front().key, "x");
}

TEST(Toml, KnowsWhereThingsStand) {
  const auto root =
      parse_toml("a = 1\n  b.c = \"ü\"\n\n[t]\n\"k y\" = [ 1,\n 2 ]\n[[u.v]]\n").value();
  EXPECT_EQ(text_of(root.find("a")->key_position), "1:1");
  EXPECT_EQ(text_of(root.find("a")->value.position()), "1:5");
  EXPECT_EQ(text_of(root.find_table("b")->find("c")->key_position), "2:5");
  EXPECT_EQ(text_of(root.find_table("b")->find("c")->value.position()), "2:9");
  EXPECT_EQ(text_of(root.find("t")->key_position), "4:2");
  EXPECT_EQ(text_of(root.find("t")->value.position()), "4:1");
  const auto* list = root.find_table("t")->find("k y");
  EXPECT_EQ(text_of(list->key_position), "5:1");
  EXPECT_EQ(text_of(list->value.array()->at(0).position()), "5:11");
  EXPECT_EQ(text_of(list->value.array()->at(1).position()), "6:2");
  EXPECT_EQ(text_of(root.find_table("u")->find_array("v")->at(0).position()), "7:1");
}

TEST(Toml, CountsColumnsInCharacters) {
  const auto root = parse_toml("a = [\"üü\", 1]").value();
  EXPECT_EQ(text_of(root.find_array("a")->at(1).position()), "1:12");
}

TEST(Toml, SaysWhereItStopsMakingSense) {
  struct Row {
    std::string_view text, position;
  };
  const Row rows[] = {
      {"a = ", "1:5"}, {"a = 1\na = 2", "2:5"}, {"a = 1\nb = [1,\n}", "3:1"}, {"x\n", "1:2"}};
  for (const auto& row : rows) {
    const auto root = parse_toml(row.text);
    ASSERT_FALSE(root) << row.text;
    EXPECT_EQ(text_of(root.error().position), row.position) << root.error().message;
    EXPECT_EQ(root.error().message.find('\n'), std::string::npos);
  }
}

std::string repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Toml, RefusesToNestTooDeep) {
  EXPECT_TRUE(parse_toml(repeated("a.", toml_most_depth) + "a = 1"));
  const std::string deep[] = {
      repeated("a.", toml_most_depth + 1) + "a = 1", repeated("a.", 300'000) + "a = 1",
      repeated("\"a\" . ", 100'000) + "a = 1",       "a = " + repeated("[", 100'000),
      "a = " + repeated("{ b = ", 100'000),          "a = " + repeated("{ b.c.d = ", 33),
      "[" + repeated("a.", 100'000) + "a]",
  };
  for (const auto& text : deep) {
    const auto root = parse_toml(text);
    ASSERT_FALSE(root) << text.substr(0, 20);
    EXPECT_EQ(root.error().message, "nested more than 64 deep");
  }
}

TEST(Toml, CountsNoDotsThatDoNotNest) {
  const auto dots = repeated(".", 1000);
  EXPECT_TRUE(parse_toml("a = \"" + dots + "\""));
  EXPECT_TRUE(parse_toml("a = '" + dots + "'"));
  EXPECT_TRUE(parse_toml("a = \"\\\"" + dots + "\""));
  EXPECT_TRUE(parse_toml("a = \"\"\"\n" + dots + "\"\"\"\"\" # " + dots));
  EXPECT_TRUE(parse_toml("a = '''" + dots + "\n'" + dots + "'''"));
  EXPECT_TRUE(parse_toml("# " + dots + "'\na = [" + repeated("1.5, ", 1000) + "]"));
  EXPECT_TRUE(parse_toml(repeated("[[a.b]]\nc.d = 1\n", 1000)));
}

TEST(Toml, RefusesHugeTexts) {
  EXPECT_TRUE(parse_toml(std::string(toml_most_bytes, ' ')));
  EXPECT_FALSE(parse_toml(std::string(toml_most_bytes + 1, ' ')));
}

}  // namespace
}  // namespace data
