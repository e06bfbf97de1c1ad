#include "engine/component_imports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string component(std::string_view sections) {
  return std::string("\0asm\x0d\0\1\0", 8) + std::string(sections);
}

std::string section(char id, std::string_view content) {
  return std::string{id, static_cast<char>(content.size())} + std::string(content);
}

// name, and what follows it: 5 is an instance, of the type 0
std::string import(std::string_view name, std::string_view description) {
  return std::string{'\0', static_cast<char>(name.size())} + std::string(name) +
         std::string(description);
}

constexpr std::string_view instance("\5\0", 2);

TEST(ComponentImports, AreTheNamesOfAllImportSections) {
  const auto bytes =
      component(section(0, "a custom one") + section(10, "\1" + import("a:b/c@1.0.0", instance)) +
                section(7, "types") +
                section(10, "\2" + import("f", {"\1\3", 2}) + import("t", {"\3\1", 2})));
  EXPECT_THAT(read_component_imports(bytes).value(), ElementsAre("a:b/c@1.0.0", "f", "t"));
}

TEST(ComponentImports, AreOfEverySort) {
  const auto bytes =
      component(section(10, "\5" + import("m", {"\0\x11\0", 3}) + import("v", {"\2\1\x79", 3}) +
                                import("w", {"\2\0\0", 3}) + import("s", {"\3\0\0", 3}) +
                                import("c", {"\4\xff\1", 3})));
  EXPECT_THAT(read_component_imports(bytes).value(), ElementsAre("m", "v", "w", "s", "c"));
}

TEST(ComponentImports, OfWhatIsInsideAreNotItsOwn) {
  const auto inner = component(section(10, "\1" + import("inner", instance)));
  EXPECT_THAT(read_component_imports(component(section(4, inner))).value(), IsEmpty());
}

TEST(ComponentImports, OfDamagedBytesAreAnError) {
  const auto whole = component(section(10, "\1" + import("a:b/c", instance)));
  for (size_t size = 9; size < whole.size(); ++size) {
    const auto read = read_component_imports(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().kind(), base::Kind::invalid);
  }
  for (const auto& content : {"\2" + import("a", instance), "\1" + import("a", {"\6\0", 2}),
                              "\1" + import("a", {"\3\2", 2}), std::string("\1\2\0\5\0", 5),
                              std::string("\xff\xff\xff\xff\xff\1"), std::string("\0x", 2)}) {
    EXPECT_FALSE(read_component_imports(component(section(10, content))));
  }
  EXPECT_FALSE(read_component_imports(std::string_view("\0asm\1\0\0\0", 8)));  // a core module
}

}  // namespace
}  // namespace engine
