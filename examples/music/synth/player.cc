#include "player.h"

#include <algorithm>
#include <cmath>

namespace synth {
namespace {

// How much of a part goes to the room.
float distance(Part part) {
  switch (part) {
    case Part::lead:
      return 0.30f;
    case Part::pluck:
      return 0.35f;
    case Part::pad:
      return 0.25f;
    case Part::snare:
      return 0.20f;
    case Part::hat:
      return 0.08f;
    case Part::bass:
    case Part::kick:
      return 0;
  }
  __builtin_unreachable();
}

// Presses a signal smoothly into what 16 bits hold.
int16_t sample_of(float signal) {
  return static_cast<int16_t>(std::lround(32'000 * std::tanh(signal)));
}

}  // namespace

void Player::render(std::span<int16_t> samples) {
  for (size_t i = 0; i + 1 < samples.size(); i += 2) {
    start_notes();
    Frame frame = mix() * fade();
    samples[i] = sample_of(frame.left);
    samples[i + 1] = sample_of(frame.right);
    ++at_;
  }
  std::erase_if(sounding_, [](const Sounding& sounding) { return sounding.voice->over(); });
}

void Player::start_notes() {
  while (next_note_ < score_.notes.size() && score_.notes[next_note_].start <= at_) {
    const Note& note = score_.notes[next_note_++];
    sounding_.push_back({note.part, make_voice(note)});
  }
}

Frame Player::mix() {
  Frame dry, sent;
  for (Sounding& sounding : sounding_) {
    Frame frame = sounding.voice->next();
    dry += frame;
    sent += frame * distance(sounding.part);
  }
  constexpr float gain = 1.1f, room_gain = 0.35f;
  return (dry + room_.next(sent) * room_gain) * gain;
}

// The last half second goes down to nothing.
float Player::fade() const {
  return std::min(1.0f, 2.0f * static_cast<float>(left()) / frame_rate);
}

}  // namespace synth
