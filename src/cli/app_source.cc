#include "cli/app_source.h"

#include <filesystem>

#include "manifest/spin_toml.h"
#include "oci/reference.h"

namespace cli {
namespace {

using base::Kind;

constexpr uint64_t most_manifest_bytes = 1 << 20;

std::string folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

// Letters, digits and single dashes: a valid component id from a file name.
std::string id_from(const std::string& path) {
  std::string id;
  for (const char c : std::filesystem::path(path).stem().string()) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (letter)
      id += static_cast<char>(c | 0x20);
    else if (digit && !id.empty())
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (id.ends_with('-')) id.pop_back();
  return id.empty() ? "app" : id;
}

AppSource app_of_one_component(const std::string& path) {
  AppSource out;
  out.root = folder_of(path);
  out.state = out.root + "/.spin";
  out.app.name = id_from(path);
  manifest::Component component;
  component.id = out.app.name;
  component.source = manifest::LocalSource{std::filesystem::path(path).filename().string()};
  manifest::HttpTrigger trigger;
  trigger.id = component.id + "-http-trigger";
  trigger.route = "/...";
  trigger.target = component.id;
  out.app.components.push_back(std::move(component));
  out.app.http_triggers.push_back(std::move(trigger));
  return out;
}

}  // namespace

bool names_registry_app(const world::Files& files, const std::string& from) {
  return !files.exists(from) && oci::looks_like_reference(from);
}

base::Result<AppSource> read_app(const world::Files& files, const std::string& from,
                                 const std::string& profile) {
  auto path = from;
  const auto info = files.info(path);
  if (info && info->type == world::FileInfo::Type::directory) path += "/spin.toml";
  if (path.ends_with(".wasm") && files.exists(path)) return app_of_one_component(path);
  const auto text = files.read(path, most_manifest_bytes);
  if (!text && text.error().kind() == Kind::not_found) {
    return base::fail(Kind::not_found,
                      "there is no `{}`; give the app's spin.toml, its folder, a .wasm file or a "
                      "reference such as ghcr.io/me/app:1.0 with --from",
                      path);
  }
  if (!text) return std::unexpected(text.error());
  AppSource out;
  out.root = folder_of(path);
  out.state = out.root + "/.spin";
  manifest::ParseOptions options;
  options.file = path;
  options.profile = profile;
  TRY(out.app, manifest::parse_spin_toml(*text, options));
  return out;
}

}  // namespace cli
