// The bass: a sine and its octave, pressed a little so that small speakers carry it.
#include "signal.h"
#include "voice.h"

namespace synth {
namespace {

class Bass final : public Voice {
 public:
  explicit Bass(const Note& note)
      : frequency_(frequency_of(static_cast<float>(note.pitch))),
        level_(0.3f * note.level),
        loudness_({.attack = 0.006f, .decay = 0.25f, .sustain = 0.45f, .release = 0.03f},
                  note.length) {}

  Frame next() override {
    float at = phase_.next(frequency_);
    float tone = sine(at) + 0.35f * sine(2 * at);
    return panned(level_ * loudness_.next() * std::tanh(1.6f * tone), 0);
  }
  bool over() const override { return loudness_.over(); }

 private:
  float frequency_, level_;
  Envelope loudness_;
  Phase phase_;
};

}  // namespace

std::unique_ptr<Voice> make_bass(const Note& note) {
  return std::make_unique<Bass>(note);
}

}  // namespace synth
