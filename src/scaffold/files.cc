#include "scaffold/files.h"

#include <filesystem>
#include <utility>

#include "data/tar.h"

namespace scaffold {
namespace {

using base::Kind;
using base::Result;

constexpr uint64_t most_bytes = uint64_t{64} << 20;
constexpr uint32_t folder_mode = 0755, file_mode = 0644;

class Reading {
 public:
  explicit Reading(const world::Files& files) : files_(files) {}

  Result<FileTree> run(const std::string& folder) {
    TRY_VOID(read_folder(folder, ""));
    return std::move(out_);
  }

 private:
  Result<> read_folder(const std::string& folder, const std::string& prefix) {
    TRY(const auto names, files_.list(folder));
    for (const auto& name : names) {
      if (name == ".git") continue;
      const auto path = folder + "/" + name;
      TRY(const auto info, files_.link_info(path));
      if (info.type == world::FileInfo::Type::directory) {
        TRY_VOID(read_folder(path, prefix + name + "/"));
      } else if (info.type == world::FileInfo::Type::file) {
        TRY(out_[prefix + name], files_.read(path, most_bytes - size_));
        size_ += info.size;
        if (size_ > most_bytes) return base::fail(Kind::limit, "`{}` is too large", folder);
      }
    }
    return {};
  }

  const world::Files& files_;
  FileTree out_;
  uint64_t size_ = 0;
};

}  // namespace

Result<FileTree> read_tree(const world::Files& files, const std::string& folder) {
  return Reading(files).run(folder);
}

Result<FileTree> unpack_tree(base::View archive) {
  FileTree out;
  uint64_t size = 0;
  data::TarReader reader(
      [&archive]() -> Result<base::View> { return std::exchange(archive, base::View()); });
  for (;;) {
    TRY(auto entry, reader.next());
    if (!entry) return out;
    if (entry->type != data::TarEntry::Type::file) continue;
    if (entry->path.starts_with("./")) entry->path.erase(0, 2);
    if (!data::is_contained_path(entry->path)) {
      return base::fail(Kind::invalid, "the archive has the path `{}`, which leads out of it",
                        entry->path);
    }
    auto& content = out[entry->path];
    for (;;) {
      TRY(const auto piece, reader.read());
      if (piece.empty()) break;
      size += piece.size();
      if (size > most_bytes) return base::fail(Kind::limit, "the archive is too large");
      content += piece;
    }
  }
}

FileTree subtree(const FileTree& tree, const std::string& folder) {
  FileTree out;
  for (auto at = tree.lower_bound(folder); at != tree.end() && at->first.starts_with(folder);
       ++at) {
    out[at->first.substr(folder.size())] = at->second;
  }
  return out;
}

Result<> write_tree(world::Files& files, const std::string& folder, const FileTree& tree) {
  TRY_VOID(files.make_directories(folder, folder_mode));
  for (const auto& [path, content] : tree) {
    const auto whole = folder + "/" + path;
    TRY_VOID(
        files.make_directories(std::filesystem::path(whole).parent_path().string(), folder_mode));
    TRY_VOID(files.write_atomic(whole, content));
    TRY_VOID(files.set_mode(whole, file_mode));
  }
  return {};
}

}  // namespace scaffold
