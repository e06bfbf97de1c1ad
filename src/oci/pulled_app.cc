#include "oci/pulled_app.h"

#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "data/tar.h"
#include "oci/archive.h"
#include "oci/artifact.h"
#include "oci/media_type.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;
using manifest::LockedContent;
using manifest::LockedFile;

std::string folder_name(size_t component) {
  return base::format("files/{}", component);
}

// A component without an app around it answers every path.
manifest::LockedApp app_around(const Digest& wasm, const Reference& reference) {
  const auto slash = reference.repository.rfind('/');
  manifest::LockedApp out;
  out.app.name = reference.repository.substr(slash == std::string::npos ? 0 : slash + 1);
  manifest::Component component;
  component.id = out.app.name;
  manifest::HttpTrigger trigger;
  trigger.id = component.id + "-http-trigger";
  trigger.route = "/...";
  trigger.target = component.id;
  out.contents[component.id].source.digest = wasm.text();
  out.app.components.push_back(std::move(component));
  out.app.http_triggers.push_back(std::move(trigger));
  return out;
}

// Fills a folder that is not the component's own yet, and gives it its name when it is whole.
class Unpacking {
 public:
  // Where a content that is not inlined is.
  using Find = std::function<Result<std::string>(const LockedContent&)>;

  Unpacking(world::Files& files, Find find) : files_(files), find_(std::move(find)) {}
  Unpacking(const Unpacking&) = delete;
  ~Unpacking() {
    // What is left of a failed try; the error that ended it is on its way already.
    if (!folder_.empty()) std::ignore = files_.remove_all(folder_);
  }

  // `app`: the folder of the app.
  Result<> run(const std::vector<LockedFile>& locked, const std::string& app,
               const std::string& name) {
    const auto parent = app.substr(0, app.rfind('/'));
    TRY_VOID(files_.make_directories(parent));
    TRY(folder_, files_.make_temporary_directory(parent + "/new-"));
    TRY_VOID(fill(locked));
    const auto final = base::format("{}/{}", app, name);
    TRY_VOID(files_.make_directories(final.substr(0, final.rfind('/'))));
    const auto renamed = files_.rename(folder_, final);
    if (!renamed && !files_.exists(final)) return renamed;  // else: another process was faster
    if (renamed) folder_.clear();
    return {};
  }

 private:
  Result<> fill(const std::vector<LockedFile>& locked) {
    std::set<std::string_view> paths;
    for (const auto& file : locked) {
      if (!data::is_contained_path(file.path)) {
        return base::fail(Kind::invalid, "file `{}` leads out of the app's folder", file.path);
      }
      if (!paths.insert(file.path).second) {
        return base::fail(Kind::invalid, "file `{}` is there twice", file.path);
      }
      TRY_VOID(put(base::format("{}/{}", folder_, file.path), file.content));
    }
    return {};
  }

  Result<> put(const std::string& path, const LockedContent& content) {
    TRY_VOID(files_.make_directories(path.substr(0, path.rfind('/'))));
    if (content.inlined) {
      if (!content.digest.empty() && Digest::of(*content.inlined).text() != content.digest) {
        return base::fail(Kind::invalid, "the content of `{}` has another digest", path);
      }
      return files_.write_atomic(path, *content.inlined);
    }
    TRY(const auto source, find_(content));
    if (files_.link(source, path)) return {};
    return files_.copy(source, path);  // another file system, or too many names
  }

  world::Files& files_;
  const Find find_;
  std::string folder_;
};

}  // namespace

// What the archive layers hold, by digest: unpacked when it is first asked for, gone with this.
class PulledApp::Archives {
 public:
  Archives(Store& store, std::string folder) : store_(store), folder_(std::move(folder)) {}
  Archives(const Archives&) = delete;
  ~Archives() {
    if (!unpacked_.empty()) std::ignore = store_.files().remove_all(unpacked_);
  }

  Result<std::optional<std::string>> find(const Digest& digest, const std::set<Digest>& layers) {
    const std::lock_guard lock(mutex_);
    if (unpacked_.empty()) TRY_VOID(unpack(layers));
    const auto at = found_.find(digest);
    if (at == found_.end()) return std::nullopt;
    return at->second;
  }

 private:
  Result<> unpack(const std::set<Digest>& layers) {
    TRY_VOID(store_.files().make_directories(folder_));
    TRY(unpacked_, store_.files().make_temporary_directory(folder_ + "/archive-"));
    for (const auto& layer : layers) {
      TRY_VOID(unpack_archive(store_.files(), store_.blob_path(layer), unpacked_, found_));
    }
    return {};
  }

  Store& store_;
  const std::string folder_;
  std::mutex mutex_;  // guards what follows: components are unpacked on several threads
  std::string unpacked_;
  std::map<Digest, std::string> found_;
};

PulledApp::PulledApp(Store& store, const Pulled& pulled)
    : store_(&store), root_(store.app_folder(pulled.digest)) {
  for (const auto& layer : pulled.manifest.layers) {
    layers_.insert(layer.digest);
    if (layer.media_type == media::archive) archive_layers_.insert(layer.digest);
  }
  archives_ = std::make_unique<Archives>(store, root_.substr(0, root_.rfind('/')));
}
PulledApp::PulledApp(PulledApp&&) noexcept = default;
PulledApp::~PulledApp() = default;

Result<PulledApp> PulledApp::open(Store& store, const Pulled& pulled, const Reference& reference) {
  PulledApp out(store, pulled);
  TRY(const auto config, store.read(pulled.manifest.config.digest, most_config_bytes));
  TRY(const auto kind, identify(pulled.manifest, config));
  if (const auto* bare = std::get_if<BareComponent>(&kind)) {
    out.locked_ = app_around(bare->wasm.digest, reference);
  } else {
    const auto& locked = std::get<LockedAppArtifact>(kind).locked_app;
    TRY(const auto json, store.read(locked.digest, most_config_bytes));
    TRY(out.locked_, manifest::parse_locked_app(json));
  }
  TRY_VOID(out.place());
  return out;
}

// Where the sources of components and their files are, or will be.
Result<> PulledApp::place() {
  for (size_t i = 0; i < locked_.app.components.size(); ++i) {
    auto& component = locked_.app.components[i];
    auto source = path_of(contents(i).source);
    if (!source) return base::pass(source.error(), base::format("component `{}`", component.id));
    component.source = manifest::LocalSource{std::move(*source)};
    for (auto& dependency : component.dependencies) {
      TRY(auto path, path_of(contents(i).dependencies.at(dependency.name)));
      dependency.from = manifest::Source(manifest::LocalSource{std::move(path)});
    }
    if (!contents(i).files.empty()) component.files = {{folder_name(i), "/"}};
  }
  return {};
}

Result<std::string> PulledApp::path_of(const LockedContent& content) const {
  TRY(const auto digest, Digest::parse(content.digest));
  auto path = store_->blob_path(digest);
  if (layers_.contains(digest) || store_->files().exists(path)) return path;
  return base::fail(Kind::invalid, "no layer of the artifact holds {}", digest.text());
}

const manifest::LockedContents& PulledApp::contents(size_t component) const {
  return locked_.contents.at(locked_.app.components[component].id);
}

std::set<Digest> PulledApp::needs(size_t component) const {
  std::set<Digest> out;
  const auto add = [&](const LockedContent& content) {
    const auto digest = Digest::parse(content.digest);
    if (content.inlined || !digest) return;
    if (layers_.contains(*digest)) {
      out.insert(*digest);
    } else {  // it is in one of the archives
      out.insert(archive_layers_.begin(), archive_layers_.end());
    }
  };
  add(contents(component).source);
  for (const auto& [name, content] : contents(component).dependencies) add(content);
  for (const auto& file : contents(component).files) add(file.content);
  return out;
}

Result<> PulledApp::unpack(size_t component) const {
  auto& files = store_->files();
  const auto& locked = contents(component).files;
  if (locked.empty()) return files.make_directories(root_);
  if (files.exists(base::format("{}/{}", root_, folder_name(component)))) return {};
  const auto find = [this](const LockedContent& content) -> Result<std::string> {
    TRY(const auto digest, Digest::parse(content.digest));
    if (!archive_layers_.empty() && !layers_.contains(digest)) {
      TRY(auto path, archives_->find(digest, archive_layers_));
      if (path) return std::move(*path);
    }
    return path_of(content);
  };
  auto done = Unpacking(files, find).run(locked, root_, folder_name(component));
  if (done) return done;
  return base::pass(std::move(done).error(),
                    base::format("component `{}`", locked_.app.components[component].id));
}

Result<> PulledApp::unpack_all() const {
  for (size_t i = 0; i < locked_.app.components.size(); ++i) TRY_VOID(unpack(i));
  return {};
}

}  // namespace oci
