#include <gmock/gmock.h>

#include "cli/completions.h"
#include "cli/man_page.h"

namespace cli {
namespace {

using testing::HasSubstr;

CommandInfo sample() {
  FlagInfo format{{"--format"}, "plain|json", "How it's written", "FORMAT"};
  FlagInfo from{{"-f", "--from"}, "PATH", "Where: [here]", ""};
  FlagInfo quiet{{"-q"}, "", "Say nothing", ""};
  FlagInfo name{{"name"}, "NAME", "Its name", "", true, true};
  CommandInfo push{"push", "Push it", "", {}, {from}, {}};
  CommandInfo registry{"registry", "Registries", "", {"oci"}, {}, {push}};
  CommandInfo up{"up", "Serve", "Example:\n  .torpor up", {"u"}, {format, from, quiet, name}, {}};
  return {"torpor", "Runs apps", "", {}, {quiet}, {registry, up}};
}

TEST(CommandTree, KnowsWhatAValueCanBe) {
  EXPECT_THAT(choices_of({{"--x"}, "plain|json", "", ""}), testing::ElementsAre("plain", "json"));
  EXPECT_TRUE(choices_of({{"--x"}, "PATH|REFERENCE", "", ""}).empty());
  EXPECT_TRUE(takes_path({{"--x"}, "PATH|REFERENCE", "", ""}));
  EXPECT_FALSE(takes_path({{"--x"}, "NAME", "", ""}));
}

TEST(Completions, OfFishAreALineForEachWord) {
  const auto script = fish_completions(sample());
  EXPECT_THAT(script, HasSubstr("-n 'not __fish_seen_subcommand_from registry oci up u' -a up"));
  EXPECT_THAT(script, HasSubstr("-n '__fish_seen_subcommand_from up u' -s f -l from -r -F"));
  EXPECT_THAT(script, HasSubstr("-l format -x -a 'plain json' -d 'How it'\\''s written'"));
}

TEST(Completions, OfZshQuoteWhatIsSpecialToIt) {
  const auto script = zsh_completions(sample());
  EXPECT_THAT(script, HasSubstr("'*--from[Where\\: \\[here\\]]:PATH:_files'"));
  EXPECT_THAT(script, HasSubstr("registry|oci) _torpor_registry ;;"));
}

TEST(ManPage, EscapesWhatIsSpecialToMan) {
  const auto page = man_page(sample().commands[1], "torpor-up", "torpor up");
  EXPECT_THAT(page, HasSubstr(".TH TORPOR-UP 1"));
  EXPECT_THAT(page, HasSubstr("torpor\\-up \\- Serve"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-format\\fR \\fIplain|json\\fR"));
  EXPECT_THAT(page, HasSubstr("Also from the environment: FORMAT."));
  EXPECT_THAT(page, HasSubstr("[\\fIOPTIONS\\fR] \\fIname\\fR"));
}

}  // namespace
}  // namespace cli
