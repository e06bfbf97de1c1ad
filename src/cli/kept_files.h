// Files that were downloaded or composed, each under its digest, and can be had again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "world/files.h"

namespace cli {

struct KeptFile {
  enum class Kind { download, composition };
  Kind kind = Kind::download;
  std::string path;
  uint64_t bytes = 0;
  int64_t used = 0;  // seconds since the epoch, to a day
};

std::string_view name_of(KeptFile::Kind kind);  // "download", "composition"

// Its digest, hex.
std::string digest_of(const KeptFile& file);

// All of a cache (cli/folders.h), the one used last first.
base::Result<std::vector<KeptFile>> list_kept_files(const world::Files& files,
                                                    const std::optional<std::string>& cache_dir);

}  // namespace cli
