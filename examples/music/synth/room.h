// The room in which the tune sounds: a short reverberation (Schroeder, 1962).
#pragma once

#include <array>
#include <vector>

#include "frame.h"

namespace synth {

// Gives its input back some frames later.
class Delay {
 public:
  explicit Delay(size_t frames) : line_(frames) {}
  float oldest() const { return line_[at_]; }
  void push(float sample) {
    line_[at_] = sample;
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
  }

 private:
  std::vector<float> line_;
  size_t at_ = 0;
};

class Room {
 public:
  // What comes back from the walls.
  Frame next(Frame dry);

 private:
  // Echoes that lose their treble, then two that blur them.
  struct Side {
    std::array<Delay, 4> combs;
    std::array<float, 4> damped{};
    std::array<Delay, 2> blurs;
    float next(float dry);
  };
  Side left_{
      {Delay(1'557), Delay(1'617), Delay(1'491), Delay(1'422)}, {}, {Delay(225), Delay(556)}};
  Side right_{
      {Delay(1'580), Delay(1'640), Delay(1'514), Delay(1'445)}, {}, {Delay(248), Delay(579)}};
};

}  // namespace synth
