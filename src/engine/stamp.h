// A file as the system sees it. While this stays the same, so does the content: no program can set
// the time of change back. For this room.
#pragma once

#include <cstdint>

#include "world/files.h"

namespace engine {

struct Stamp {
  uint64_t size = 0, inode = 0, device = 0;
  int64_t modified_ns = 0, changed_ns = 0;
  bool operator==(const Stamp&) const = default;
};

Stamp stamp_of(const world::FileInfo& info);

}  // namespace engine
