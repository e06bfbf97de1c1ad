#include "data/base64.h"

#include <gtest/gtest.h>

namespace data {
namespace {

TEST(Base64, EncodesAndDecodesTheVectorsOfTheSpecification) {  // RFC 4648 section 10
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xff\xfe\xfd", "//79"},
  };
  for (const auto& [bytes, text] : rows) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
}

TEST(Base64, RefusesWhatNoEncoderWrites) {
  for (const auto text :
       {"Zg", "Zg=", "Z", "=", "==", "====", "Zg==Zg==", "Zm 9", "Zm9-", "Zh==", "Zm9=", "Z==="}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace data
