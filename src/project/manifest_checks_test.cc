#include "project/manifest_checks.h"

#include <gmock/gmock.h>

#include "testing/folder_test.h"

namespace project {
namespace {

using testing::HasSubstr;

constexpr auto rest = R"([application]
name = "a"
[[trigger.http]]
route = "/"
component = "a"
[component.a]
source = "out/a.wasm"
)";

ManifestFile file_with(const std::string& text) {
  return {"spin.toml", ".", text};
}

std::string fixed(const Finding& finding) {
  const auto* edit = std::get_if<EditManifest>(&finding.fix);
  return edit ? edit->text : "";
}

TEST(ManifestChecks, FindsNothingWrongWithAGoodManifest) {
  EXPECT_FALSE(check_manifest(file_with("spin_manifest_version = 2\n" + std::string(rest))));
}

TEST(ManifestChecks, PutsAWrongVersionRight) {
  for (const auto* version : {"1", "\"1\"", "\"2\"", "3"}) {
    const auto finding = check_manifest(
        file_with("# mine\nspin_manifest_version = " + std::string(version) + "\n" + rest));
    ASSERT_TRUE(finding) << version;
    EXPECT_THAT(finding->problem, HasSubstr("spin.toml:2"));
    EXPECT_EQ(fixed(*finding), "# mine\nspin_manifest_version = 2\n" + std::string(rest));
  }
}

TEST(ManifestChecks, AddsAMissingVersion) {
  const auto finding = check_manifest(file_with(rest));
  ASSERT_TRUE(finding);
  EXPECT_FALSE(check_manifest(file_with(fixed(*finding))));
}

TEST(ManifestChecks, TellsWhatCannotBeRead) {
  const auto finding = check_manifest(file_with("spin_manifest_version = 2\nnonsense"));
  ASSERT_TRUE(finding);
  EXPECT_THAT(finding->problem, HasSubstr("spin.toml:2"));
  EXPECT_TRUE(std::holds_alternative<NoFix>(finding->fix));
}

class ComponentChecksTest : public testing::FolderTest {
 protected:
  std::vector<Finding> check(const std::string& more = "") {
    const ManifestFile file{path("spin.toml"), folder_,
                            "spin_manifest_version = 2\n" + std::string(rest) + more};
    return check_components(*files_, file, parse_manifest(file, "").value());
  }
  void write(const std::string& name, const std::string& content) {
    ASSERT_TRUE(files_->make_directories(path("out")));
    ASSERT_TRUE(files_->write_atomic(path(name), content));
  }
  const std::string build_ = "[component.a.build]\ncommand = \"make\"\n";
};

TEST_F(ComponentChecksTest, FindsNothingWrongWithAComponentThatIsThere) {
  write("out/a.wasm", std::string("\0asm\1\0\0\0", 8));
  EXPECT_TRUE(check().empty());
}

TEST_F(ComponentChecksTest, BuildsWhatIsNotBuiltOrNoWebAssembly) {
  auto findings = check(build_);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].problem, HasSubstr("is not built"));
  EXPECT_EQ(std::get<BuildComponent>(findings[0].fix).id, "a");
  write("out/a.wasm", "no wasm");
  findings = check(build_);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].problem, HasSubstr("is no WebAssembly"));
  EXPECT_EQ(std::get<BuildComponent>(findings[0].fix).id, "a");
}

TEST_F(ComponentChecksTest, TellsOfAFileThatNobodyMakes) {
  const auto findings = check();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].problem, HasSubstr("no build command"));
  EXPECT_TRUE(std::holds_alternative<NoFix>(findings[0].fix));
}

TEST_F(ComponentChecksTest, WritesTheBuildCommandOfSourcesThatItKnows) {
  write("Cargo.toml", "");
  auto findings = check();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(
      fixed(findings[0])
          .ends_with(
              "\n[component.a.build]\ncommand = \"cargo build --target wasm32-wasip1 --release\"\n"
              "watch = [\"src/**/*.rs\", \"Cargo.toml\"]\n"));
  write("out/package.json", "");
  findings = check();
  EXPECT_THAT(fixed(findings[0]), HasSubstr("command = \"npm run build\"\nworkdir = \"out\"\n"));
}

}  // namespace
}  // namespace project
