// A plucked string: noise that goes round a delay line and is smoothed at each turn (Karplus and
// Strong, 1983).
#include <vector>

#include "signal.h"
#include "voice.h"

namespace synth {
namespace {

class Pluck final : public Voice {
 public:
  explicit Pluck(const Note& note)
      : level_(0.5f * note.level), place_(note.pitch % 2 == 0 ? -0.6f : 0.6f) {
    // Smoothing takes the mean of a frame and the next, so it shortens a turn by half a frame.
    float turn = frame_rate / frequency_of(static_cast<float>(note.pitch)) + 0.5f;
    line_.resize(static_cast<size_t>(turn));
    // The rest of a frame, by which whole delays are out of tune.
    fraction_ = turn - std::floor(turn);
    pluck(Noise(note.start + static_cast<uint32_t>(note.pitch)));
  }

  Frame next() override {
    float now = line_[at_];
    float after = line_[at_ + 1 == line_.size() ? 0 : at_ + 1];
    float smooth = 0.4975f * (now + after);
    line_[at_] = smooth + fraction_ * (previous_ - smooth);
    previous_ = smooth;
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
    age_ += 1;
    return panned(level_ * now, place_);
  }
  bool over() const override { return age_ > 2 * frame_rate; }

 private:
  // Noise without its mean, which would stay on the string.
  void pluck(Noise noise) {
    LowPass finger(8'000);
    float sum = 0;
    for (float& sample : line_) {
      sum += sample = finger.next(noise.next());
    }
    for (float& sample : line_) {
      sample -= sum / static_cast<float>(line_.size());
    }
  }

  float level_, place_;
  std::vector<float> line_;
  size_t at_ = 0;
  float fraction_ = 0, previous_ = 0;
  int age_ = 0;
};

}  // namespace

std::unique_ptr<Voice> make_pluck(const Note& note) {
  return std::make_unique<Pluck>(note);
}

}  // namespace synth
