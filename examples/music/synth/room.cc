#include "room.h"

namespace synth {

float Room::Side::next(float dry) {
  constexpr float returned = 0.8f, kept = 0.65f;
  float wet = 0;
  for (size_t i = 0; i < combs.size(); ++i) {
    float echo = combs[i].oldest();
    damped[i] += kept * (echo - damped[i]);
    combs[i].push(dry + returned * damped[i]);
    wet += echo;
  }
  for (Delay& blur : blurs) {
    float late = blur.oldest();
    blur.push(wet + 0.5f * late);
    wet = late - 0.5f * wet;
  }
  return wet;
}

Frame Room::next(Frame dry) {
  return {left_.next(dry.left), right_.next(dry.right)};
}

}  // namespace synth
