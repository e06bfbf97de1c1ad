// A loaded component: its code, mapped and pre-linked, and its slots. For .cc files of this room.
#pragma once

#include "async/slots.h"

struct bridge_code;

namespace engine {

class Code {
 public:
  // Takes over the bridge's reference.
  explicit Code(bridge_code* code);
  ~Code();
  Code(const Code&) = delete;

  const bridge_code* get() const { return code_; }
  // The slots change though the code does not.
  async::Slots& slots() const { return slots_; }

 private:
  bridge_code* code_;
  mutable async::Slots slots_;
};

}  // namespace engine
