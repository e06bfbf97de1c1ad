#include "oci/unpack.h"

#include <algorithm>
#include <map>
#include <set>

#include "data/tar.h"
#include "manifest/locked_app.h"
#include "oci/archive.h"
#include "oci/artifact.h"
#include "oci/media_type.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

constexpr uint64_t most_config_bytes = 16 << 20;

// Contents by digest: blobs of the store, and what the artifact's archives hold.
class ContentPlaces {
 public:
  ContentPlaces(const Store& store, std::map<Digest, std::string> unpacked)
      : store_(store), unpacked_(std::move(unpacked)) {}

  Result<std::string> find(const manifest::LockedContent& content) const {
    TRY(const auto digest, Digest::parse(content.digest));
    const auto at = unpacked_.find(digest);
    if (at != unpacked_.end()) return at->second;
    auto path = store_.blob_path(digest);
    if (store_.files().exists(path)) return path;
    return base::fail(Kind::invalid, "no layer of the artifact holds {}", digest.text());
  }

 private:
  const Store& store_;
  std::map<Digest, std::string> unpacked_;
};

// A component without an app around it answers every path.
manifest::App app_around(const std::string& wasm_path, const Reference& reference) {
  const auto slash = reference.repository.rfind('/');
  manifest::App out;
  out.name = reference.repository.substr(slash == std::string::npos ? 0 : slash + 1);
  manifest::Component component;
  component.id = out.name;
  component.source = manifest::LocalSource{wasm_path};
  manifest::HttpTrigger trigger;
  trigger.id = component.id + "-http-trigger";
  trigger.route = "/...";
  trigger.target = component.id;
  out.components.push_back(std::move(component));
  out.http_triggers.push_back(std::move(trigger));
  return out;
}

// Fills a folder that is not the app's own yet, and gives it its name when it is whole.
class Unpacking {
 public:
  Unpacking(Store& store, const Manifest& manifest, std::string final_folder)
      : store_(store), manifest_(manifest), final_(std::move(final_folder)) {}
  Unpacking(const Unpacking&) = delete;
  ~Unpacking() {
    // What is left of a failed try; the error that ended it is on its way already.
    if (!folder_.empty()) std::ignore = files().remove_all(folder_);
    if (!archives_.empty()) std::ignore = files().remove_all(archives_);
  }

  Result<> run(const manifest::LockedApp& locked) {
    const auto parent = final_.substr(0, final_.rfind('/'));
    TRY_VOID(files().make_directories(parent));
    TRY(folder_, files().make_temporary_directory(parent + "/new-"));
    TRY(const auto places, unpack_archives(parent));
    for (size_t i = 0; i < locked.app.components.size(); ++i) {
      const auto& component = locked.app.components[i];
      const auto made =
          fill(component_folder(folder_, i), locked.contents.at(component.id).files, places);
      if (!made) return base::pass(made.error(), base::format("component `{}`", component.id));
    }
    const auto renamed = files().rename(folder_, final_);
    if (!renamed && !files().exists(final_)) return renamed;  // else: another process was faster
    if (renamed) folder_.clear();
    return {};
  }

  static std::string component_folder(const std::string& root, size_t index) {
    return base::format("{}{}files/{}", root, root.empty() ? "" : "/", index);
  }

 private:
  world::Files& files() const { return store_.files(); }

  Result<ContentPlaces> unpack_archives(const std::string& parent) {
    std::map<Digest, std::string> found;
    for (const auto& layer : manifest_.layers) {
      if (layer.media_type != media::archive) continue;
      if (archives_.empty()) {
        TRY(archives_, files().make_temporary_directory(parent + "/archive-"));
      }
      TRY_VOID(unpack_archive(files(), store_.blob_path(layer.digest), archives_, found));
    }
    return ContentPlaces(store_, std::move(found));
  }

  Result<> fill(const std::string& root, const std::vector<manifest::LockedFile>& locked,
                const ContentPlaces& places) {
    if (locked.empty()) return {};
    TRY_VOID(files().make_directories(root));
    std::set<std::string_view> paths;
    for (const auto& file : locked) {
      if (!data::is_contained_path(file.path)) {
        return base::fail(Kind::invalid, "file `{}` leads out of the app's folder", file.path);
      }
      if (!paths.insert(file.path).second) {
        return base::fail(Kind::invalid, "file `{}` is there twice", file.path);
      }
      TRY_VOID(put(base::format("{}/{}", root, file.path), file.content, places));
    }
    return {};
  }

  Result<> put(const std::string& path, const manifest::LockedContent& content,
               const ContentPlaces& places) {
    TRY_VOID(files().make_directories(path.substr(0, path.rfind('/'))));
    if (content.inlined) {
      if (!content.digest.empty() && Digest::of(*content.inlined).text() != content.digest) {
        return base::fail(Kind::invalid, "the content of `{}` has another digest", path);
      }
      return files().write_atomic(path, *content.inlined);
    }
    TRY(const auto source, places.find(content));
    if (files().link(source, path)) return {};
    return files().copy(source, path);  // another file system, or too many names
  }

  Store& store_;
  const Manifest& manifest_;
  const std::string final_;
  std::string folder_, archives_;
};

// The app's sources and files, where they now are.
Result<manifest::App> place(const Store& store, manifest::LockedApp locked) {
  const ContentPlaces blobs(store, {});
  for (size_t i = 0; i < locked.app.components.size(); ++i) {
    auto& component = locked.app.components[i];
    const auto& contents = locked.contents.at(component.id);
    auto source = blobs.find(contents.source);
    if (!source) return base::pass(source.error(), base::format("component `{}`", component.id));
    component.source = manifest::LocalSource{std::move(*source)};
    for (auto& dependency : component.dependencies) {
      TRY(auto path, blobs.find(contents.dependencies.at(dependency.name)));
      dependency.from = manifest::Source(manifest::LocalSource{std::move(path)});
    }
    if (contents.files.empty()) continue;
    component.files = {{Unpacking::component_folder("", i), "/"}};
  }
  return std::move(locked.app);
}

}  // namespace

Result<UnpackedApp> unpack(Store& store, const Pulled& pulled, const Reference& reference) {
  const auto& manifest = pulled.manifest;
  TRY(const auto config, store.read(manifest.config.digest, most_config_bytes));
  auto kind = identify(manifest, config);
  if (!kind) return base::pass(std::move(kind).error(), reference.text());
  auto root = store.app_folder(pulled.digest);
  if (const auto* bare = std::get_if<BareComponent>(&*kind)) {
    TRY_VOID(store.files().make_directories(root));
    return UnpackedApp{app_around(store.blob_path(bare->wasm.digest), reference), root};
  }
  const auto& descriptor = std::get<LockedAppArtifact>(*kind).locked_app;
  TRY(const auto json, store.read(descriptor.digest, most_config_bytes));
  auto locked = manifest::parse_locked_app(json);
  if (!locked) return base::pass(std::move(locked).error(), reference.text());
  if (!store.files().exists(root)) {
    auto unpacked = Unpacking(store, manifest, root).run(*locked);
    if (!unpacked) return base::pass(std::move(unpacked).error(), reference.text());
  }
  auto app = place(store, std::move(*locked));
  if (!app) return base::pass(std::move(app).error(), reference.text());
  return UnpackedApp{std::move(*app), std::move(root)};
}

}  // namespace oci
