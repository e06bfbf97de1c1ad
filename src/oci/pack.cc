#include "oci/pack.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "oci/media_type.h"
#include "world/cores.h"
#include "world/digest.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

constexpr size_t piece = 1 << 20;

struct Described {
  Digest digest;
  uint64_t size = 0;
  manifest::LockedContent content;
};

// Reads a file once: its digest, and its bytes when they are few.
Result<Described> describe(const world::Files& files, const std::string& path) {
  TRY(const auto reader, files.open_reader(path));
  world::Sha256 digest;
  std::vector<char> room(piece);
  base::Bytes small;
  uint64_t size = 0;
  for (;;) {
    TRY(const auto got, reader->read_at(size, room));
    if (got == 0) break;
    digest.update({room.data(), got});
    size += got;
    if (size <= most_inlined) small.append(room.data(), got);
  }
  auto name = Digest::of_raw(digest.finish());
  manifest::LockedContent content{name.text(), std::nullopt};
  if (size <= most_inlined) content.inlined = std::move(small);
  return Described{std::move(name), size, std::move(content)};
}

Blob blob_of(const Described& described, std::string_view media_type, const std::string& path) {
  return {{std::string(media_type), described.digest, described.size}, FileContent{path}};
}

Result<> check_wasm(const world::Files& files, const std::string& path) {
  TRY(const auto reader, files.open_reader(path));
  char magic[4] = {};
  TRY(const auto got, reader->read_at(0, magic));
  if (base::View(magic, got) == base::View("\0asm", 4)) return {};
  return base::fail(Kind::invalid, "`{}` is no WebAssembly", path);
}

// Describes files on all cores: hashing is most of the work of packing.
class Describer {
 public:
  explicit Describer(const world::Files& files) : files_(files) {}

  void add(const std::string& path) { wanted_.emplace(path, std::nullopt); }

  void run() {
    std::vector<Wanted::value_type*> work;
    for (auto& entry : wanted_) work.push_back(&entry);
    std::atomic<size_t> next = 0;
    const auto describe_all = [&] {
      for (size_t i = next++; i < work.size(); i = next++) {
        work[i]->second = describe(files_, work[i]->first);
      }
    };
    std::vector<std::jthread> threads;
    const auto count = std::min<size_t>(world::usable_cores(), work.size());
    for (size_t i = 1; i < count; ++i) threads.emplace_back(describe_all);
    describe_all();
  }

  // Of a path that was added, after run().
  Result<Described> find(const std::string& path) const { return *wanted_.at(path); }

 private:
  using Wanted = std::map<std::string, std::optional<Result<Described>>>;
  const world::Files& files_;
  Wanted wanted_;
};

class Packing {
 public:
  Packing(world::Files& files, const PackOptions& options)
      : files_(files), options_(options), describer_(files) {}

  // All components before the first add().
  void prepare(const std::vector<PackComponent>& components) {
    for (const auto& component : components) {
      describer_.add(component.wasm_path);
      for (const auto& [name, path] : component.dependencies) describer_.add(path);
      for (const auto& file : component.files) describer_.add(file.host_path);
    }
    describer_.run();
  }

  Result<> add(const PackComponent& component) {
    auto& contents = contents_[component.id];
    TRY(contents.source, add_wasm(component.wasm_path));
    for (const auto& [name, path] : component.dependencies) {
      TRY(contents.dependencies[name], add_wasm(path));
    }
    return options_.file_layers == FileLayers::each ? add_each(component.files, contents)
                                                    : add_archive(component.files, contents);
  }

  size_t layers() const { return layers_.size(); }
  Artifact finish(const manifest::App& app) && {
    auto annotations = annotate(app, options_.created, options_.annotations);
    return make_artifact({app, std::move(contents_)}, std::move(layers_), std::move(annotations));
  }

 private:
  Result<manifest::LockedContent> add_wasm(const std::string& path) {
    TRY_VOID(check_wasm(files_, path));
    TRY(auto described, describer_.find(path));
    layers_.push_back(blob_of(described, media::wasm, path));
    return std::move(described.content);
  }

  // Small files stand in the locked app: registries dislike tiny blobs.
  Result<> add_each(const std::vector<PackFile>& list, manifest::LockedContents& contents) {
    for (const auto& file : list) {
      TRY(auto described, describer_.find(file.host_path));
      if (!described.content.inlined) {
        layers_.push_back(blob_of(described, media::data, file.host_path));
      }
      contents.files.push_back({file.guest_path, std::move(described.content)});
    }
    return {};
  }

  Result<> add_archive(const std::vector<PackFile>& list, manifest::LockedContents& contents) {
    if (list.empty()) return {};
    for (const auto& file : list) {
      TRY(auto described, describer_.find(file.host_path));
      contents.files.push_back({file.guest_path, std::move(described.content)});
    }
    const auto path = base::format("{}/{}.tar.gz", options_.temporary, archives_++);
    TRY_VOID(write_archive(files_, list, path));
    TRY(const auto described, describe(files_, path));
    layers_.push_back(blob_of(described, media::archive, path));
    return {};
  }

  world::Files& files_;
  const PackOptions& options_;
  Describer describer_;
  std::vector<Blob> layers_;
  std::map<std::string, manifest::LockedContents> contents_;
  size_t archives_ = 0;
};

class Listing {
 public:
  Listing(const world::Files& files, std::string root) : files_(files), root_(std::move(root)) {}

  Result<> add(const std::string& folder, const std::string& guest_folder) {
    TRY(const auto names, files_.list(folder));
    for (const auto& name : names) {
      const auto guest = guest_folder.empty() ? name : base::format("{}/{}", guest_folder, name);
      TRY_VOID(add_entry(base::format("{}/{}", folder, name), guest));
    }
    return {};
  }
  std::vector<PackFile> take() {
    std::ranges::sort(out_, {}, &PackFile::guest_path);
    return std::move(out_);
  }

 private:
  using Type = world::FileInfo::Type;

  Result<> add_entry(const std::string& path, const std::string& guest) {
    TRY(const auto info, files_.link_info(path));
    switch (info.type) {
      case Type::file:
        out_.push_back({guest, path});
        return {};
      case Type::directory:
        return add(path, guest);
      case Type::symlink:
        return add_link(path, guest);
      case Type::other:
        return base::fail(Kind::invalid, "`{}` is neither a file nor a folder", path);
    }
    __builtin_unreachable();
  }

  Result<> add_link(const std::string& path, const std::string& guest) {
    TRY(const auto real, files_.real_path(path));
    if (!real.starts_with(root_ + "/")) {
      return base::fail(Kind::denied, "`{}` leads out of its folder", path);
    }
    TRY(const auto info, files_.info(real));
    if (info.type == Type::file) {
      out_.push_back({guest, real});
      return {};
    }
    return base::fail(Kind::unsupported, "`{}` is a link to a folder", path);
  }

  const world::Files& files_;
  const std::string root_;
  std::vector<PackFile> out_;
};

std::string without_slashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

}  // namespace

Result<std::vector<PackFile>> list_files(const world::Files& files, const std::string& folder,
                                         const std::string& guest_folder) {
  TRY(auto root, files.real_path(folder));
  Listing listing(files, root);
  TRY_VOID(listing.add(root, without_slashes(guest_folder)));
  return listing.take();
}

Result<Artifact> pack(world::Files& files, const manifest::App& app,
                      const std::vector<PackComponent>& components, const PackOptions& options) {
  Packing packing(files, options);
  packing.prepare(components);
  for (const auto& component : components) {
    auto added = packing.add(component);
    if (!added) {
      return base::pass(std::move(added).error(), base::format("component `{}`", component.id));
    }
  }
  if (packing.layers() <= most_layers || options.file_layers == FileLayers::archived) {
    return std::move(packing).finish(app);
  }
  auto archived = options;
  archived.file_layers = FileLayers::archived;
  return pack(files, app, components, archived);
}

}  // namespace oci
