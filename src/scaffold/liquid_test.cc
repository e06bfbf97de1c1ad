#include "scaffold/liquid.h"

#include <gtest/gtest.h>

namespace scaffold {
namespace {

const Values values = {{"project-name", "My cool_App"},
                       {"path", "/a"},
                       {"empty", ""},
                       {"on", "true"},
                       {"off", "false"}};
const std::map<std::string, std::string> partials = {{"greeting.txt", "hello {{ path }}"},
                                                     {"loop.txt", "{% include 'loop.txt' %}"}};

std::string render(std::string_view text) {
  auto out = render_liquid(text, {values, partials});
  return out ? *out : "error: " + out.error().message();
}

TEST(Liquid, LeavesTextAsItIs) {
  EXPECT_EQ(render(""), "");
  EXPECT_EQ(render("{ a } % b }} %}"), "{ a } % b }} %}");
}

TEST(Liquid, PutsValuesThroughFilters) {
  EXPECT_EQ(render("{{path}}|{{ path }}"), "/a|/a");
  EXPECT_EQ(render("{{ project-name | kebab_case }}"), "my-cool-app");
  EXPECT_EQ(render("{{project-name|snake_case}}"), "my_cool_app");
  EXPECT_EQ(render("{{ project-name | pascal_case | downcase }}"), "mycoolapp");
  EXPECT_EQ(render("{{ path | http_wildcard }}"), "/a/...");
  EXPECT_EQ(render("{{ 'x' | append: \"y\" | replace: 'x', path }}"), "/ay");
  EXPECT_EQ(render("{{ empty | default: 'none' }}"), "none");
}

TEST(Liquid, TakesTheFirstBranchThatHolds) {
  const std::string text =
      "{% if path == '/b' %}b{% elsif path == \"/a\" %}a{% elsif on %}late{% else %}else{% endif "
      "%}";
  EXPECT_EQ(render(text), "a");
  EXPECT_EQ(render("{% unless off %}x{% else %}y{% endunless %}"), "x");
  EXPECT_EQ(render("{% if off or path contains 'a' and on %}x{% endif %}"), "x");
  EXPECT_EQ(render("{% if unknown %}x{% else %}y{% endif %}"), "y");
  EXPECT_EQ(render("{% if off %}{% if on %}x{% else %}y{% endif %}{{ unknown }}{% endif %}z"), "z");
}

TEST(Liquid, ChoosesByCase) {
  const std::string rest = " %} {% when '/a', '/b' %}ab{% when '/c' %}c{% else %}none{% endcase %}";
  EXPECT_EQ(render("{% case path" + rest), "ab");
  EXPECT_EQ(render("{% case on" + rest), "none");
}

TEST(Liquid, EatsWhiteSpaceWhereADashSaysSo) {
  EXPECT_EQ(render("a \n{{- path -}} \n b"), "a/ab");
  EXPECT_EQ(render("a\n{%- if on -%}\n b \n{%- endif %}\nc"), "ab\nc");
}

TEST(Liquid, AssignsIncludesCommentsAndLeavesRawAlone) {
  EXPECT_EQ(render("{% assign x = path | append: 'b' %}{{ x }}"), "/ab");
  EXPECT_EQ(render("{% include 'greeting.txt' %}!"), "hello /a!");
  EXPECT_EQ(render("a{% comment %}{{ unknown }}{% endcomment %}b"), "ab");
  EXPECT_EQ(render("{% raw %}{{ x }}{% if %}{% endraw %}{{ path }}"), "{{ x }}{% if %}/a");
}

TEST(Liquid, HasTheCommonFilters) {
  EXPECT_EQ(
      render("{{ ' a b ' | lstrip }}|{{ ' a ' | rstrip }}|{{ ' a ' | strip }}|{{ '  ' | strip }}"),
      "a b | a|a|");
  EXPECT_EQ(render("{{ 'a-a' | replace_first: 'a', 'b' }} {{ 'a-a' | remove_first: 'a' }}"),
            "b-a -a");
  EXPECT_EQ(render("{{ 'ä<b>' | size }} {{ 'ä<b>&' | escape }}"), "4 ä&lt;b&gt;&amp;");
  EXPECT_EQ(render("{% assign x = 'a\r\nb' | strip_newlines %}{{ x }}"), "ab");
}

TEST(Liquid, CapturesText) {
  EXPECT_EQ(render("a{% capture x %}{{ path }}!{% endcapture %}b{{ x }}"), "ab/a!");
  EXPECT_EQ(render("{% if path == 'no' %}{% capture path %}b{% endcapture %}{% endif %}{{ path }}"),
            "/a");
  EXPECT_EQ(render("{% capture x %}b"), "error: line 1: `endcapture` is missing");
}

TEST(Liquid, SaysWhatIsWrongAndInWhichLine) {
  EXPECT_EQ(render("a\n\n{{ none }}"), "error: line 3: there is no value `none`");
  EXPECT_EQ(render("{{ path | shout }}"), "error: line 1: there is no filter `shout`");
  EXPECT_EQ(render("{% if on %}x"), "error: line 1: `endif` is missing");
  EXPECT_EQ(render("\n{% endif %}"), "error: line 2: `endif` does not belong here");
  EXPECT_EQ(render("{{ path"), "error: line 1: `{{` is not closed");
  EXPECT_EQ(render("{% for x in y %}"), "error: line 1: there is no tag `for`");
  EXPECT_TRUE(render("{% include 'loop.txt' %}").contains("too deeply"));
}

TEST(Liquid, TellsAnUnknownFilterFromWhatIsNoLiquid) {
  EXPECT_EQ(render_liquid("{{ path | x }}", {values, {}}).error().kind(), base::Kind::unsupported);
  EXPECT_EQ(render_liquid("{{ = }}", {values, {}}).error().kind(), base::Kind::invalid);
}

}  // namespace
}  // namespace scaffold
