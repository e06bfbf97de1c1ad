// Archive layers: many small files in one blob, told apart by digest.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "oci/digest.h"
#include "world/files.h"

namespace oci {

// A file of this machine, and its path in the guest, relative to the root.
struct PackFile {
  std::string guest_path;
  std::string host_path;
};

constexpr uint64_t most_unpacked_bytes = uint64_t{16} << 30;  // of an archive

// Writes the files, in their order, as a gzipped tar at `path`.
base::Result<> write_archive(world::Files& files, const std::vector<PackFile>& contents,
                             const std::string& path);

// Puts each plain file of the archive into `folder` under its digest, and adds it to `found`.
// Kind::invalid for a damaged archive, or an entry that would unpack outside its folder;
// Kind::limit for one that unpacks to more than most_unpacked_bytes.
base::Result<> unpack_archive(world::Files& files, const std::string& path,
                              const std::string& folder, std::map<Digest, std::string>& found);

}  // namespace oci
