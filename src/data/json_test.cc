#include "data/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace data {
namespace {

TEST(Json, ReadsEveryType) {
  const auto root =
      parse_json(
          R"({"s": "ü\n", "i": -3, "d": 2.5, "t": true, "n": null, "a": [1], "o": {"k": 7}})")
          .value();
  EXPECT_EQ(*root.find_string("s"), "ü\n");
  EXPECT_EQ(root.find_integer("i"), -3);
  EXPECT_EQ(root.find("d")->number(), 2.5);
  EXPECT_EQ(root.find("d")->integer(), std::nullopt);
  EXPECT_EQ(root.find("i")->number(), -3.0);
  EXPECT_EQ(root.find_boolean("t"), true);
  EXPECT_TRUE(root.find("n")->is_null());
  EXPECT_EQ(root.find_array("a")->size(), 1u);
  EXPECT_EQ(root.find_object("o")->front().first, "k");
}

TEST(Json, AnswersNothingForAnotherType) {
  const auto root = parse_json(R"({"s": "text"})").value();
  EXPECT_EQ(root.find_integer("s"), std::nullopt);
  EXPECT_EQ(root.find_array("s"), nullptr);
  EXPECT_EQ(root.find_string("missing"), nullptr);
  EXPECT_EQ(Json("text").find("s"), nullptr);
}

TEST(Json, SaysWhereItStopsMakingSense) {
  struct Row {
    std::string_view text, start;
  };
  const Row rows[] = {
      {"{\n  \"a\": x}", "2:8: "}, {"[1, 2", "1:6: "},      {"{} {}", "1:4: "}, {"", "1:1: "},
      {"\"\xff\"", "1:2: "},       {"[\"ü\", x]", "1:7: "},
  };
  for (const auto& [text, start] : rows) {
    const auto root = parse_json(text);
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().kind(), base::Kind::invalid);
    EXPECT_TRUE(root.error().message().starts_with(start)) << root.error().message();
  }
}

TEST(Json, RefusesWhatIsLargerOrDeeperThanAllowed) {
  EXPECT_TRUE(parse_json("[[1]]", {.depth = 2}));
  EXPECT_EQ(parse_json("[[[1]]]", {.depth = 2}).error().kind(), base::Kind::limit);
  EXPECT_TRUE(parse_json("[1]", {.bytes = 3}));
  EXPECT_EQ(parse_json("[12]", {.bytes = 3}).error().kind(), base::Kind::limit);
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST(Json, LetsTheLastMemberOfANameCount) {
  EXPECT_EQ(parse_json(R"({"a": 1, "a": 2})").value().find_integer("a"), 2);
}

TEST(Json, WritesOnOneLineInTheOrderGiven) {
  const Json value = JsonObject{
      {"z", 1}, {"a", JsonArray{true, nullptr, 2.5, "x"}}, {"e", JsonObject{}}, {"f", JsonArray{}}};
  EXPECT_EQ(write_json(value), R"({"z":1,"a":[true,null,2.5,"x"],"e":{},"f":[]})");
}

TEST(Json, WritesForPeople) {
  const Json value = JsonObject{{"a", JsonArray{1, JsonObject{{"b", JsonObject{}}}}}, {"c", 2}};
  EXPECT_EQ(write_json_pretty(value), R"({
  "a": [
    1,
    {
      "b": {}
    }
  ],
  "c": 2
}
)");
}

TEST(Json, EscapesWhatItMust) {
  EXPECT_EQ(write_json("\"\\\n\r\t\x01\x1f ü/"), R"("\"\\\n\r\t\u0001\u001f ü/")");
  EXPECT_EQ(write_json(std::string("\0", 1)), R"("\u0000")");
}

TEST(Json, ReadsWhatItWrote) {
  const Json value = JsonObject{{"i", INT64_MIN},
                                {"d", 0.1},
                                {"big", 1e300},
                                {"s", "\"\\\b\f ü \u2028"},
                                {"a", JsonArray{JsonArray{}, false}}};
  EXPECT_EQ(parse_json(write_json(value)), value);
  EXPECT_EQ(parse_json(write_json_pretty(value)), value);
}

TEST(Json, WritesNullForNumbersThatAreNone) {
  EXPECT_EQ(write_json(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(write_json(std::nan("")), "null");
}

}  // namespace
}  // namespace data
