// The melody: a sine bent by another (frequency modulation), bright at first, with late vibrato.
#include "signal.h"
#include "voice.h"

namespace synth {
namespace {

class Lead final : public Voice {
 public:
  explicit Lead(const Note& note)
      : frequency_(frequency_of(static_cast<float>(note.pitch))),
        level_(0.28f * note.level),
        loudness_({.attack = 0.008f, .decay = 0.5f, .sustain = 0.55f, .release = 0.06f},
                  note.length),
        brightness_({.attack = 0.004f, .decay = 0.12f, .sustain = 0.22f, .release = 0.1f},
                    note.length) {}

  Frame next() override {
    vibrato_depth_ = std::min(0.004f, vibrato_depth_ + 0.006f / frame_rate);
    float frequency = frequency_ * (1 + vibrato_depth_ * sine(vibrato_.next(5.2f)));
    float bend = 0.35f * brightness_.next() * sine(modulator_.next(2 * frequency));
    return panned(level_ * loudness_.next() * sine(carrier_.next(frequency) + bend), 0.12f);
  }
  bool over() const override { return loudness_.over(); }

 private:
  float frequency_, level_;
  Envelope loudness_, brightness_;
  Phase carrier_, modulator_, vibrato_;
  float vibrato_depth_ = 0;
};

}  // namespace

std::unique_ptr<Voice> make_lead(const Note& note) {
  return std::make_unique<Lead>(note);
}

}  // namespace synth
