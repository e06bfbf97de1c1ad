// Randomness, from outside.
#pragma once

#include <memory>

#include "base/bytes.h"

namespace world {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(base::MutableView room) = 0;  // unpredictable bytes
};

std::unique_ptr<Random> real_random();

}  // namespace world
