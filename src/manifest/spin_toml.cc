#include "manifest/spin_toml.h"

#include <algorithm>

#include "manifest/manifest_v1.h"
#include "manifest/manifest_v2.h"

namespace manifest {

using base::Result;

namespace {

enum class FormatVersion { v1, v2 };

Result<FormatVersion> read_version(const Node& root) {
  TRY(const auto entries, root.entries());
  const auto is_version = [](const Node& entry) {
    return entry.key() == "spin_manifest_version" || entry.key() == "spin_version";
  };
  const auto at = std::ranges::find_if(entries, is_version);
  if (at == entries.end()) {
    return root.fail("`spin_manifest_version` is missing; write `spin_manifest_version = 2`");
  }
  if (at->key() == "spin_manifest_version" && at->value().integer() == 2) return FormatVersion::v2;
  if (at->is_string() && *at->value().string() == "1") return FormatVersion::v1;
  return at->fail("`{}` must be 2, or \"1\" for a manifest of the first version", at->key());
}

Result<> check_profile(const Node& root, const Reading& reading) {
  const auto& asked = reading.options.profile;
  if (asked.empty() || reading.profiles.contains(asked)) return {};
  if (reading.profiles.empty()) {
    return root.fail("no component has a profile `{}`, nor any other", asked);
  }
  const std::vector<std::string_view> known(reading.profiles.begin(), reading.profiles.end());
  return root.fail("no component has a profile `{}`; there is {}", asked, listed(known, " and "));
}

}  // namespace

Result<App> parse_spin_toml(std::string_view text, const ParseOptions& options) {
  const Document document(options.file, text);
  auto toml = data::parse_toml(text);
  if (!toml) return document.fail(toml.error().position, "{}", toml.error().message);
  const data::TomlValue value(*std::move(toml), {1, 1});
  const Node root(document, value, "");
  App app;
  Reading reading{.options = options, .app = app};
  TRY(const auto version, read_version(root));
  if (version == FormatVersion::v1) {
    TRY_VOID(read_manifest_v1(root, reading));
  } else {
    TRY_VOID(read_manifest_v2(root, reading));
  }
  TRY_VOID(check_profile(root, reading));
  return app;
}

}  // namespace manifest
