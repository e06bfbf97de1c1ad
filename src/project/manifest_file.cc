#include "project/manifest_file.h"

#include <filesystem>

#include "manifest/spin_toml.h"

namespace project {
namespace {

using base::Kind;

constexpr uint64_t most_manifest_bytes = 1 << 20;

}  // namespace

base::Result<ManifestFile> read_manifest_file(const world::Files& files, const std::string& from) {
  ManifestFile out;
  out.path = from;
  const auto info = files.info(from);
  if (info && info->type == world::FileInfo::Type::directory) out.path = path_in(from, "spin.toml");
  auto text = files.read(out.path, most_manifest_bytes);
  if (!text && text.error().kind() == Kind::not_found) {
    return base::fail(Kind::not_found,
                      "there is no `{}`; go to the app's folder, name its spin.toml with -f, or "
                      "make an app: torpor new",
                      out.path);
  }
  if (!text) return std::unexpected(std::move(text).error());
  out.text = std::move(*text);
  const auto parent = std::filesystem::path(out.path).parent_path().string();
  out.folder = parent.empty() ? "." : parent;
  return out;
}

base::Result<manifest::App> parse_manifest(const ManifestFile& file, const std::string& profile) {
  manifest::ParseOptions options;
  options.file = file.path;
  options.profile = profile;
  return manifest::parse_spin_toml(file.text, options);
}

std::string path_in(const std::string& folder, const std::string& path) {
  if (folder.empty() || folder == "." || path.starts_with('/')) return path;
  return folder.ends_with('/') ? folder + path : folder + "/" + path;
}

}  // namespace project
