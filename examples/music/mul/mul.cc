// torpor:music/mul.
#include "multiplier.h"

bool exports_torpor_music_mul_multiply(int64_t a, int64_t b, int64_t* product) {
  return !__builtin_mul_overflow(a, b, product);
}
