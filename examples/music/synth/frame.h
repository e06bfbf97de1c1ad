// A moment of stereo sound, full scale at 1.
#pragma once

#include <cstdint>
#include <span>

namespace synth {

constexpr int frame_rate = 44'100;  // a second

struct Frame {
  float left = 0, right = 0;
};

inline Frame operator+(Frame a, Frame b) {
  return {a.left + b.left, a.right + b.right};
}
inline Frame operator*(Frame frame, float gain) {
  return {frame.left * gain, frame.right * gain};
}
inline Frame& operator+=(Frame& a, Frame b) {
  return a = a + b;
}

// `place` from -1 (left) to 1 (right), for a signal that is no louder in the middle.
inline Frame panned(float signal, float place) {
  return {signal * (1 - place) / 2, signal * (1 + place) / 2};
}

}  // namespace synth
