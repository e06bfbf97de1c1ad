#include "data/toml_json.h"

#include <gtest/gtest.h>

namespace data {
namespace {

TEST(TomlToJson, KeepsTypesAndOrder) {
  const auto root = parse_toml(R"(
value = { z = 1, a = [true, 2.5, "s"], t = 2026-01-02 }
)")
                        .value();
  EXPECT_EQ(write_json(to_json(root.find("value")->value)),
            R"({"z":1,"a":[true,2.5,"s"],"t":"2026-01-02"})");
}

}  // namespace
}  // namespace data
