// Soft chords: two saws a little apart, one to each side, with their edges taken off.
#include "signal.h"
#include "voice.h"

namespace synth {
namespace {

class Pad final : public Voice {
 public:
  explicit Pad(const Note& note)
      : frequency_(frequency_of(static_cast<float>(note.pitch))),
        level_(0.075f * note.level),
        loudness_({.attack = 0.35f, .decay = 1, .sustain = 0.8f, .release = 0.12f}, note.length) {}

  Frame next() override {
    float gain = level_ * loudness_.next();
    float left = left_filter_.next(left_saw_.next(frequency_ * 0.9975f));
    float right = right_filter_.next(right_saw_.next(frequency_ * 1.0025f));
    return Frame{left, right} * gain;
  }
  bool over() const override { return loudness_.over(); }

 private:
  float frequency_, level_;
  Envelope loudness_;
  Saw left_saw_, right_saw_;
  LowPass left_filter_{900}, right_filter_{900};
};

}  // namespace

std::unique_ptr<Voice> make_pad(const Note& note) {
  return std::make_unique<Pad>(note);
}

}  // namespace synth
