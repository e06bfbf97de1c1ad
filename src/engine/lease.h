// What an instance lives on, and holds for as long as it lives. For .cc files of this room.
#pragma once

#include <memory>

#include "engine/code.h"
#include "engine/instance.h"

namespace engine {

struct Lease {
  std::shared_ptr<const Code> code;
  async::Slots::Slot slot;  // of the code
  std::shared_ptr<const Grants> grants;
  std::shared_ptr<GuestOutput> output;
};

// A slot of the code. Kind::limit when none is free by then.
async::Task<base::Result<async::Slots::Slot>> take_slot(InstanceContext context,
                                                        world::TimePoint until, const Code* code);

}  // namespace engine
