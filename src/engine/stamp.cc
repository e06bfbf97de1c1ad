#include "engine/stamp.h"

namespace engine {

Stamp stamp_of(const world::FileInfo& info) {
  return {info.size, info.inode, info.device, info.modified_ns, info.changed_ns};
}

}  // namespace engine
