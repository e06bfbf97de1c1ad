// The tune as notes: what sounds when, and how loud.
#pragma once

#include <cstdint>
#include <vector>

namespace synth {

enum class Part { lead, pluck, pad, bass, kick, snare, hat };

struct Note {
  uint32_t start = 0;   // in frames
  uint32_t length = 0;  // in frames, until it is let go
  Part part = Part::lead;
  int pitch = 0;  // MIDI number: 69 is A4, 440 Hz
  float level = 1;
};

struct Score {
  std::vector<Note> notes;  // in order of their starts
  uint32_t length = 0;      // in frames, with the last notes' dying away
};

// `tempo` in beats a minute. A seed picks, bar by bar, the melody or its variation; 0 is the
// melody.
Score compose(uint32_t tempo, uint32_t seed);

}  // namespace synth
