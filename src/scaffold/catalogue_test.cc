#include "scaffold/catalogue.h"

#include <gmock/gmock.h>

#include "scaffold/test_house.h"
#include "testing/folder_test.h"

namespace scaffold {
namespace {

using testing::ElementsAre;

FileTree below(const std::string& prefix, const FileTree& tree) {
  FileTree out;
  for (const auto& [path, content] : tree) out[prefix + path] = content;
  return out;
}

FileTree with_id(FileTree tree, const std::string& id) {
  auto& text = tree["metadata/spin-template.toml"];
  text.replace(text.find("\"sample\""), 8, "\"" + id + "\"");
  return tree;
}

class CatalogueTest : public testing::FolderTest {
 protected:
  Catalogue catalogue() { return {*files_, path("templates"), below("built/", sample_template())}; }
  std::vector<std::string> ids() {
    std::vector<base::Error> broken;
    std::vector<std::string> out;
    for (const auto& one : catalogue().list(broken)) out.push_back(one.id);
    return out;
  }
  const Origin origin_{Origin::Type::git, "https://example.org/\"t\"", "main"};
};

TEST_F(CatalogueTest, HasWhatIsBuiltInWithoutAFolder) {
  EXPECT_THAT(ids(), ElementsAre("sample"));
  EXPECT_EQ(catalogue().find("sample")->source, "built in");
  EXPECT_THAT(catalogue().find("sampel").error().message(), testing::HasSubstr("`sample`"));
}

TEST_F(CatalogueTest, InstallsAllTemplatesOfASource) {
  FileTree source = below("x-main/templates/a/", with_id(sample_template(), "a"));
  source.merge(below("x-main/templates/b/", with_id(sample_template(), "b")));
  source.merge(below("x-main/other/c/", with_id(sample_template(), "c")));
  const auto installed = catalogue().install(source, origin_, Replace::no);
  ASSERT_TRUE(installed) << installed.error().message();
  EXPECT_THAT(*installed, ElementsAre("a", "b"));
  EXPECT_THAT(ids(), ElementsAre("a", "b", "sample"));
  EXPECT_EQ(catalogue().find("a")->content.at(".gitignore"), "*.wasm\n");
  EXPECT_EQ(catalogue().list_installed()->front().origin, origin_);
}

TEST_F(CatalogueTest, TakesAFolderThatIsATemplateItself) {
  EXPECT_TRUE(catalogue().install(with_id(sample_template(), "a"), origin_, Replace::no));
  EXPECT_THAT(ids(), ElementsAre("a", "sample"));
}

TEST_F(CatalogueTest, ReplacesOnlyWhenItIsToldTo) {
  auto tree = sample_template();
  ASSERT_TRUE(catalogue().install(tree, origin_, Replace::no));
  tree["content/.gitignore"] = "new";
  const auto again = catalogue().install(tree, origin_, Replace::no);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), base::Kind::denied);
  ASSERT_TRUE(catalogue().install(tree, origin_, Replace::yes));
  EXPECT_EQ(catalogue().find("sample")->content.at(".gitignore"), "new");
  EXPECT_THAT(files_->list(path("templates")).value(), ElementsAre("sample"));
}

TEST_F(CatalogueTest, InstallsNothingWhenOneIsBroken) {
  FileTree source = below("templates/a/", with_id(sample_template(), "a"));
  source["templates/b/metadata/spin-template.toml"] = "id = ";
  EXPECT_FALSE(catalogue().install(source, origin_, Replace::no));
  EXPECT_THAT(ids(), ElementsAre("sample"));
}

TEST_F(CatalogueTest, RefusesAnIdThatLeadsElsewhere) {
  for (const auto* id : {"..", "a/b", "", "/etc"}) {
    EXPECT_FALSE(catalogue().install(with_id(sample_template(), id), origin_, Replace::yes)) << id;
    EXPECT_FALSE(catalogue().uninstall(id)) << id;
  }
}

TEST_F(CatalogueTest, UninstallsAndShowsTheBuiltInAgain) {
  ASSERT_TRUE(catalogue().install(sample_template(), origin_, Replace::no));
  EXPECT_TRUE(catalogue().uninstall("sample"));
  EXPECT_EQ(catalogue().find("sample")->source, "built in");
  EXPECT_THAT(catalogue().uninstall("sample").error().message(),
              testing::HasSubstr("part of torpor"));
}

TEST_F(CatalogueTest, TellsOfABrokenOneAndListsTheOthers) {
  ASSERT_TRUE(files_->make_directories(path("templates/bad")));
  std::vector<base::Error> broken;
  EXPECT_EQ(catalogue().list(broken).size(), 1u);
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_THAT(broken[0].message(), testing::HasSubstr("templates/bad"));
}

}  // namespace
}  // namespace scaffold
