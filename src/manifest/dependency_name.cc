#include "manifest/dependency_name.h"

#include "base/text.h"
#include "manifest/names.h"

namespace manifest {

using base::Kind;
using base::Result;

Result<DependencyName> DependencyName::parse(std::string_view text) {
  DependencyName out;
  const auto fail = [&](std::string_view what) {
    return base::fail(Kind::invalid, "`{}` is no name of an import: {}", text, what);
  };
  if (text.find_first_of(":/") == std::string_view::npos) {
    if (const auto wrong = find_wrong(text, NameStyle::kebab)) return fail(*wrong);
    return out;
  }
  const auto at = text.find('@');
  const auto name = text.substr(0, at);
  const auto slash = name.find('/');
  const auto package = name.substr(0, slash);
  const auto colon = package.find(':');
  if (colon == std::string_view::npos) return fail("a package is `namespace:name`");
  for (const auto word : {package.substr(0, colon), package.substr(colon + 1)}) {
    if (const auto wrong = find_wrong(word, NameStyle::kebab)) return fail(*wrong);
  }
  out.package = package;
  if (slash != std::string_view::npos) {
    out.interface = name.substr(slash + 1);
    if (const auto wrong = find_wrong(*out.interface, NameStyle::kebab)) return fail(*wrong);
  }
  if (at != std::string_view::npos) {
    out.version = Version::find(text.substr(at + 1));
    if (!out.version) return fail("after `@` comes a version such as 1.2.3");
  }
  return out;
}

bool DependencyName::overlaps(const DependencyName& other) const {
  if (is_plain() || package != other.package) return false;
  if (version && other.version && version->track() != other.version->track()) return false;
  return !interface || !other.interface || *interface == *other.interface;
}

}  // namespace manifest
