#include "project/toolchain_checks.h"

#include <gmock/gmock.h>

#include "async/loop.h"

namespace project {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ToolchainChecks, FindsTheProgramsOfACommand) {
  EXPECT_THAT(programs_of("cargo build --release"), ElementsAre("cargo"));
  EXPECT_THAT(programs_of("A=1 B=2 npm install && npx tsc; make"),
              ElementsAre("npm", "npx", "make"));
  EXPECT_THAT(programs_of("  a  ||b| c"), ElementsAre("a"));
  EXPECT_THAT(programs_of(""), ElementsAre());
}

TEST(ToolchainChecks, FindsTheTargetOfRust) {
  EXPECT_EQ(rust_target_of("cargo build --target wasm32-wasip1 --release"), "wasm32-wasip1");
  EXPECT_EQ(rust_target_of("cargo build --target=wasm32-wasip2"), "wasm32-wasip2");
  EXPECT_EQ(rust_target_of("cargo build --target"), "");
}

// Answers each shell command by whether it has one of the words.
class FakeShell final : public world::Processes {
 public:
  explicit FakeShell(std::vector<std::string> there) : there_(std::move(there)) {}
  async::Task<base::Result<world::ProgramResult>> run(world::Program program) override {
    const auto& command = program.arguments.back();
    world::ProgramResult out;
    out.exit_code = 1;
    for (const auto& word : there_) {
      if (command.contains(word)) out.exit_code = 0;
    }
    co_return out;
  }

 private:
  std::vector<std::string> there_;
};

class ToolchainChecksTest : public testing::Test {
 protected:
  std::vector<Finding> check(const std::string& command, std::vector<std::string> there) {
    manifest::App app;
    app.components.emplace_back();
    app.components.back().build = manifest::Build{{command}, "", {}};
    FakeShell shell(std::move(there));
    const ManifestFile file{"spin.toml", "", "command = \"" + command + "\"\nwatch = []\n"};
    async::Started<std::vector<Finding>> checking(check_toolchains({shell, *clock_}, &file, &app));
    EXPECT_TRUE(checking.ready());
    return checking.take();
  }
  async::Loop loop_;
  std::unique_ptr<world::Clock> clock_ = world::real_clock(loop_);
};

TEST_F(ToolchainChecksTest, FindsNothingWhenAllIsThere) {
  EXPECT_TRUE(check("cargo build --target wasm32-wasip1", {"'cargo'", "rustc"}).empty());
}

TEST_F(ToolchainChecksTest, NamesAProgramThatIsMissingAndHowToGetIt) {
  const auto findings = check("componentize-py -w x", {});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].problem, HasSubstr("componentize-py is not installed"));
  EXPECT_THAT(findings[0].advice, HasSubstr("pip install"));
}

TEST_F(ToolchainChecksTest, AddsATargetWhereRustupIs) {
  auto findings = check("cargo build --target wasm32-wasip1", {"'cargo'", "'rustup'"});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(std::get<RunCommand>(findings[0].fix).command, "rustup target add wasm32-wasip1");
  findings = check("cargo build --target wasm32-wasip1", {"'cargo'"});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<NoFix>(findings[0].fix));
}

TEST_F(ToolchainChecksTest, KnowsTheNewNameOfATarget) {
  EXPECT_TRUE(
      check("cargo build --target wasm32-wasi", {"'cargo'", "--target wasm32-wasi)"}).empty());
  for (const auto* there : {"'rustup'", "--target wasm32-wasip1)"}) {
    const auto findings =
        check("cargo build --target wasm32-wasi && cp wasm32-wasip1/x wasm32-wasi/x",
              {"'cargo'", "'cp'", there});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(
        std::get<EditManifest>(findings[0].fix).text,
        "command = \"cargo build --target wasm32-wasip1 && cp wasm32-wasip1/x wasm32-wasip1/x\"\n"
        "watch = []\n");
  }
  const auto findings = check("cargo build --target wasm32-wasi", {"'cargo'"});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<NoFix>(findings[0].fix));
}

TEST_F(ToolchainChecksTest, LeavesTheProjectsOwnScriptsAlone) {
  EXPECT_TRUE(check("./build && sh -c 'x'", {"'sh'"}).empty());
}

}  // namespace
}  // namespace project
