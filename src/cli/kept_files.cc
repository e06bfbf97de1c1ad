#include "cli/kept_files.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "cli/folders.h"

namespace cli {
namespace {

using base::Result;

Result<> list_into(std::vector<KeptFile>& out, const world::Files& files, KeptFile::Kind kind,
                   const std::string& folder) {
  if (!files.exists(folder)) return {};
  TRY(const auto names, files.list(folder));
  for (const auto& name : names) {
    auto path = base::format("{}/{}", folder, name);
    const auto info = files.link_info(path);
    if (!info || info->type != world::FileInfo::Type::file) continue;  // gone, or none of ours
    const auto used =
        std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds(info->modified_ns));
    out.push_back({kind, std::move(path), info->size, used.count()});
  }
  return {};
}

}  // namespace

std::string_view name_of(KeptFile::Kind kind) {
  switch (kind) {
    case KeptFile::Kind::download:
      return "download";
    case KeptFile::Kind::composition:
      return "composition";
  }
  __builtin_unreachable();
}

std::string digest_of(const KeptFile& file) {
  return std::filesystem::path(file.path).stem().string();
}

Result<std::vector<KeptFile>> list_kept_files(const world::Files& files,
                                              const std::optional<std::string>& cache_dir) {
  std::vector<KeptFile> out;
  TRY_VOID(list_into(out, files, KeptFile::Kind::download, downloads_folder(cache_dir)));
  TRY_VOID(list_into(out, files, KeptFile::Kind::composition, compositions_folder(cache_dir)));
  std::ranges::sort(out, std::ranges::greater(), &KeptFile::used);
  return out;
}

}  // namespace cli
