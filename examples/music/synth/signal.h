// What instruments are made of: oscillators, noise, filters, envelopes. All give a sample a call.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "frame.h"

namespace synth {

inline float frequency_of(float pitch) {
  return 440 * std::exp2((pitch - 69) / 12);
}

inline float sine(float turns) {
  return std::sin(2 * std::numbers::pi_v<float> * turns);
}

// What remains of a signal after one frame when half of it remains after `seconds`.
inline float half_life(float seconds) {
  return std::exp2(-1 / (seconds * frame_rate));
}

// A position in a cycle, from 0 up to 1.
class Phase {
 public:
  float next(float frequency) {
    at_ += frequency / frame_rate;
    at_ -= std::floor(at_);
    return at_;
  }

 private:
  float at_ = 0;
};

// A saw whose step is rounded off over two frames, so that it does not alias (PolyBLEP).
class Saw {
 public:
  float next(float frequency) {
    float step = frequency / frame_rate, at = phase_.next(frequency);
    float value = 2 * at - 1;
    if (at < step) {
      float near = at / step;
      value -= near + near - near * near - 1;
    } else if (at > 1 - step) {
      float near = (at - 1) / step;
      value -= near * near + near + near + 1;
    }
    return value;
  }

 private:
  Phase phase_;
};

// White noise from -1 to 1 (xorshift).
class Noise {
 public:
  explicit Noise(uint32_t seed) : state_(seed * 2'654'435'761u | 1) {}
  float next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<float>(static_cast<int32_t>(state_)) / 2'147'483'648.0f;
  }

 private:
  uint32_t state_;
};

// Lets through what is below a frequency; the rest is input minus output.
class LowPass {
 public:
  explicit LowPass(float frequency)
      : share_(1 - std::exp(-2 * std::numbers::pi_v<float> * frequency / frame_rate)) {}
  float next(float input) { return value_ += share_ * (input - value_); }

 private:
  float share_;
  float value_ = 0;
};

// Rises to 1, falls towards `sustain`, and falls to nothing when the note is let go.
class Envelope {
 public:
  struct Shape {
    float attack, decay, sustain, release;  // seconds (the falls: half-lives), level, seconds
  };
  Envelope(const Shape& shape, uint32_t length)
      : rise_(1 / (shape.attack * frame_rate)),
        decay_(half_life(shape.decay)),
        sustain_(shape.sustain),
        release_(half_life(shape.release)),
        left_(length) {}

  float next() {
    if (left_ == 0) {
      return value_ *= release_;
    }
    --left_;
    if (rising_) {
      value_ = std::min(1.0f, value_ + rise_);
      rising_ = value_ < 1;
    } else {
      value_ = sustain_ + (value_ - sustain_) * decay_;
    }
    return value_;
  }
  bool over() const { return !rising_ && value_ < 0.0005f; }

 private:
  float rise_, decay_, sustain_, release_;
  uint32_t left_;
  float value_ = 0;
  bool rising_ = true;
};

}  // namespace synth
