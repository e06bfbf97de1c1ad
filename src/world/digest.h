// SHA-256 (FIPS 180-4).
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"

namespace world {

// A digest taken piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void update(base::View bytes);
  std::string finish();  // 32 raw bytes; once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(base::View bytes);      // 32 raw bytes
std::string sha256_hex(base::View bytes);  // 64 lower-case hex digits

// Whether two secrets are equal, in a time that does not depend on where they differ.
bool equals_in_constant_time(base::View a, base::View b);

}  // namespace world
