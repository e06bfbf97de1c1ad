#include "scaffold/built_in.h"

#include "base/check.h"

namespace scaffold {
namespace {

// A gzipped tar, by scripts/pack-templates.
constexpr unsigned char archive[] = {
#include "scaffold/templates.inc"
};

}  // namespace

FileTree must_unpack_built_in() {
  auto tree = unpack_tree({reinterpret_cast<const char*>(archive), sizeof archive});
  CHECK(tree);
  return std::move(*tree);
}

}  // namespace scaffold
