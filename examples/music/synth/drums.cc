// Drums: each a blow that dies away.
#include "signal.h"
#include "voice.h"

namespace synth {
namespace {

// A sine that falls from a click to a thud.
class Kick final : public Voice {
 public:
  explicit Kick(const Note& note) : loudness_(0.85f * note.level) {}
  Frame next() override {
    loudness_ *= fade_;
    sweep_ *= sweep_fade_;
    return panned(loudness_ * sine(phase_.next(47 + sweep_)), 0);
  }
  bool over() const override { return loudness_ < 0.0005f; }

 private:
  float loudness_;
  float sweep_ = 190;
  float fade_ = half_life(0.055f), sweep_fade_ = half_life(0.014f);
  Phase phase_;
};

// Noise from the wires, a tone from the skin.
class Snare final : public Voice {
 public:
  explicit Snare(const Note& note) : noise_(note.start), loudness_(0.55f * note.level) {}
  Frame next() override {
    loudness_ *= fade_;
    tone_ *= tone_fade_;
    float noise = noise_.next();
    float wires = top_.next(noise - bottom_.next(noise));
    return panned(loudness_ * (wires + tone_ * sine(phase_.next(185))), -0.1f);
  }
  bool over() const override { return loudness_ < 0.0005f; }

 private:
  Noise noise_;
  float loudness_;
  float tone_ = 0.9f;
  float fade_ = half_life(0.045f), tone_fade_ = half_life(0.05f);
  LowPass bottom_{700}, top_{7'000};
  Phase phase_;
};

// High noise; a longer note lets it ring.
class Hat final : public Voice {
 public:
  explicit Hat(const Note& note)
      : noise_(note.start),
        loudness_(0.24f * note.level),
        fade_(half_life(static_cast<float>(note.length) / frame_rate / 7)) {}
  Frame next() override {
    loudness_ *= fade_;
    float noise = noise_.next();
    return panned(loudness_ * (noise - bottom_.next(noise)), 0.35f);
  }
  bool over() const override { return loudness_ < 0.0005f; }

 private:
  Noise noise_;
  float loudness_, fade_;
  LowPass bottom_{6'500};
};

}  // namespace

std::unique_ptr<Voice> make_drum(const Note& note) {
  if (note.part == Part::kick) {
    return std::make_unique<Kick>(note);
  }
  if (note.part == Part::snare) {
    return std::make_unique<Snare>(note);
  }
  return std::make_unique<Hat>(note);
}

}  // namespace synth
