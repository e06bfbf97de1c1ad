#include "app/dotenv.h"

#include <gmock/gmock.h>

namespace app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::optional<std::string> home(std::string_view name) {
  return name == "HOME" ? std::optional<std::string>("/root") : std::nullopt;
}

// "A=1|B=2", or the message of the error.
std::string parse(std::string_view text) {
  const auto values = parse_dotenv(text, ".env", home);
  if (!values) return values.error().message();
  std::string out;
  for (const auto& [name, value] : *values) {
    out += (out.empty() ? "" : "|") + name + "=" + value.reveal();
  }
  return out;
}

struct Row {
  std::string_view text;
  std::string_view result;
};

TEST(Dotenv, ReadsWhatTheDotenvToolsRead) {
  const Row rows[] = {
      {"", ""},
      {"A=1", "A=1"},
      {"A=1\nB=2\n", "A=1|B=2"},
      {"A=1\r\nB=2\r\n", "A=1|B=2"},
      {"\xef\xbb\xbf"
       "A=1",
       "A=1"},
      {"  A = 1  ", "A=1"},
      {"export A=1", "A=1"},
      {"export A", ""},
      {"export=1", "export=1"},
      {"A.b_9=1", "A.b_9=1"},
      {"# A=1\n\n  # B=2\nC=3", "C=3"},
      {"A=1 # one", "A=1"},
      {"A=1#one", "A=1#one"},
      {"A=", "A="},
      {"A=   # nothing", "A="},
      {"A='# $HOME \\n'", "A=# $HOME \\n"},
      {"A=\"# x\\n\\\"\\$\\\\\"", "A=# x\n\"$\\"},
      {"A=\"one\ntwo\"\nB=1", "A=one\ntwo|B=1"},
      {"A='one\ntwo'", "A=one\ntwo"},
      {"A=a\\ b", "A=a b"},
      {"A=a'b c'\"d e\"f", "A=ab cd ef"},
      {"A=$HOME/x", "A=/root/x"},
      {"A=\"${HOME}x\"", "A=/rootx"},
      {"A=1\nB=$A$A", "A=1|B=11"},
      {"HOME=here\nA=$HOME", "A=/root|HOME=here"},
      {"A=[$NOTHING]", "A=[]"},
      {"A=1\nA=2", "A=1"},
  };
  for (const auto& [text, result] : rows) EXPECT_EQ(parse(text), result) << text;
}

TEST(Dotenv, SaysInWhichLineItIsWrong) {
  const Row rows[] = {
      {"A=1\nB", ".env:2: `=` is missing after `B`"},
      {"1=2", ".env:1: a name must start with a letter or an underscore"},
      {"A-B=2", ".env:1: `=` is missing after `A`"},
      {"A=1\n\nB=two words", ".env:3: a value with spaces must be in quotes"},
      {"A='open", ".env:1: the quote is not closed"},
      {"A=1\nB=\"open\nC=2\n", ".env:2: the quote is not closed"},
      {"A=\\x", ".env:1: after a backslash there may be one of \\ ' \" $ n and a space"},
      {"A=\\", ".env:1: after a backslash there may be one of \\ ' \" $ n and a space"},
      {"A=${HOME", ".env:1: `${` is not closed"},
  };
  for (const auto& [text, message] : rows) EXPECT_EQ(parse(text), message) << text;
}

TEST(Dotenv, ShowsNoValueInMessages) {
  for (const auto* text : {"A=s3cret word", "A='s3cret", "A=s3cret\\x", "A=\"s3cret${x\""}) {
    const auto values = parse_dotenv(text, ".env", home);
    ASSERT_FALSE(values) << text;
    EXPECT_THAT(values.error().message(), Not(HasSubstr("s3cret")));
  }
}

}  // namespace
}  // namespace app
