#include "scaffold/manifest_edit.h"

#include "base/text.h"
#include "data/toml.h"
#include "manifest/spin_toml.h"

namespace scaffold {
namespace {

// Where the line after the header of the table begins; npos when it has none.
size_t find_table(std::string_view manifest, std::string_view name) {
  for (size_t at = 0; at < manifest.size();) {
    const auto end = std::min(manifest.find('\n', at), manifest.size());
    auto line = base::trim(manifest.substr(at, end - at));
    at = end + 1;
    if (line.starts_with('[') && base::trim(line.substr(1, line.find(']') - 1)) == name) {
      return std::min(at, manifest.size());
    }
  }
  return std::string::npos;
}

std::string with_newline(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  if (!text.empty()) text += '\n';
  return text;
}

}  // namespace

std::string append_section(std::string manifest, std::string_view section) {
  return with_newline(std::move(manifest)) + "\n" + with_newline(std::string(section));
}

std::string add_variables(std::string manifest, std::string_view variables) {
  const auto at = find_table(manifest, "variables");
  const auto lines = with_newline(std::string(variables));
  if (at == std::string::npos) return append_section(std::move(manifest), "[variables]\n" + lines);
  if (!manifest.substr(0, at).ends_with('\n')) return manifest + "\n" + lines;
  return manifest.insert(at, lines);
}

std::string set_targets(std::string manifest, const std::vector<std::string>& targets) {
  const auto at = find_table(manifest, "application");
  if (at == std::string::npos) return manifest;
  return manifest.insert(at, "targets = [\"" + base::join(targets, "\", \"") + "\"]\n");
}

bool has_entry(const std::string& manifest, std::string_view dotted_path) {
  const auto root = data::parse_toml(manifest);
  if (!root) return false;
  const auto* table = &*root;
  const auto keys = base::split(dotted_path, '.');
  for (size_t i = 0; i + 1 < keys.size(); ++i) {
    table = table->find_table(keys[i]);
    if (!table) return false;
  }
  return table->find(keys.back()) != nullptr;
}

base::Result<> check_manifest(const std::string& manifest) {
  const auto app = manifest::parse_spin_toml(manifest, {});
  if (app) return {};
  return base::fail(base::Kind::invalid, "the manifest would not be valid any more: {}",
                    app.error().message());
}

}  // namespace scaffold
