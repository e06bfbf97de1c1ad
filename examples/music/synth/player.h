// Plays a score, as many frames at a time as are asked for.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "room.h"
#include "score.h"
#include "voice.h"

namespace synth {

class Player {
 public:
  explicit Player(Score score) : score_(std::move(score)) {}

  uint32_t length() const { return score_.length; }
  uint32_t left() const { return score_.length - at_; }

  // Fills `samples` (left, right, left...), which must not be longer than what is left.
  void render(std::span<int16_t> samples);

 private:
  struct Sounding {
    Part part;
    std::unique_ptr<Voice> voice;
  };
  void start_notes();
  Frame mix();
  float fade() const;

  Score score_;
  uint32_t at_ = 0;  // frame
  size_t next_note_ = 0;
  std::vector<Sounding> sounding_;
  Room room_;
};

}  // namespace synth
