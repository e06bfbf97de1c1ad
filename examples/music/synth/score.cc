#include "score.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "frame.h"

namespace synth {
namespace {

constexpr int bars = 8;
constexpr int eighths = 8;  // in a bar

// A bar of melody, eighth by eighth: a pitch, "-" holds it, "." rests.
using Bar = std::string_view;

constexpr std::array<Bar, bars> melody = {
    "a4 - - e5 - - d5 -", "c5 - - a4 - - g4 a4", "g4 - - e5 - - d5 -",   "d5 - - b4 - - . .",
    "a4 - - e5 - - g5 -", "a5 - - g5 - e5 c5 -", "d5 - f5 - e5 d5 b4 -", "c5 - - - - - - -",
};
constexpr std::array<Bar, bars> variation = {
    "e5 - c5 - a4 - b4 c5", "a4 - c5 - f5 - e5 c5", "g5 - e5 - d5 - c5 d5",  "d5 - b4 - g4 - a4 b4",
    "c5 - e5 - a5 - g5 e5", "f5 - e5 - c5 - a4 -",  "f5 - d5 a4 g4 - b4 d5", "e5 - - d5 c5 - - -",
};

struct Chord {
  int bass;
  std::array<int, 4> tones;
};
constexpr Chord a_minor_7 = {45, {57, 60, 64, 67}};
constexpr Chord f_major_7 = {41, {57, 60, 64, 65}};
constexpr Chord c_add_9 = {48, {55, 60, 62, 64}};
constexpr Chord g_6 = {43, {55, 59, 62, 64}};
constexpr Chord d_minor_7 = {38, {57, 60, 62, 65}};

// Two in each bar.
constexpr std::array<Chord, 2 * bars> harmony = {
    a_minor_7, a_minor_7, f_major_7, f_major_7, c_add_9,   c_add_9, g_6,     g_6,
    a_minor_7, a_minor_7, f_major_7, f_major_7, d_minor_7, g_6,     c_add_9, c_add_9,
};

// Sixteenths of half a bar: which tone of the chord is plucked.
constexpr std::array<std::array<int, 8>, 4> figures = {{
    {0, 1, 2, 3, 2, 1, 2, 3},
    {0, 2, 1, 3, 0, 2, 1, 3},
    {3, 2, 1, 0, 1, 2, 3, 2},
    {0, 1, 3, 1, 2, 1, 3, 1},
}};

int pitch_of(std::string_view name) {
  constexpr std::array<int, 7> semitones = {9, 11, 0, 2, 4, 5, 7};  // of a, b, c...
  return 12 * (name[1] - '0' + 1) + semitones[static_cast<size_t>(name[0] - 'a')];
}

class Composer {
 public:
  Composer(uint32_t tempo, uint32_t seed) : eighth_(frame_rate * 30u / tempo), seed_(seed) {}

  Score compose() {
    for (int bar = 0; bar < bars; ++bar) {
      add_melody(bar);
      add_bass(bar);
      add_drums(bar);
      add_half(2 * bar);
      add_half(2 * bar + 1);
    }
    std::ranges::sort(score_.notes, {}, &Note::start);
    score_.length = bars * eighths * eighth_ + frame_rate + frame_rate / 2;
    return std::move(score_);
  }

 private:
  static bool last(int bar) { return bar == bars - 1; }

  // `at` and `length` in sixteenths, `at` from the start of the bar.
  void add(Part part, int bar, int at, int length, int pitch, float level) {
    uint32_t start =
        (2u * eighths * static_cast<uint32_t>(bar) + static_cast<uint32_t>(at)) * eighth_ / 2;
    score_.notes.push_back(
        {start, static_cast<uint32_t>(length) * eighth_ / 2, part, pitch, level});
  }

  void add_melody(int bar) {
    size_t index = static_cast<size_t>(bar);
    std::string_view text = (seed_ >> bar & 1) != 0 ? variation[index] : melody[index];
    int held = 0;
    std::string_view name = ".";
    auto end_note = [&](int at) {
      if (name != ".") {
        add(Part::lead, bar, 2 * (at - held), 2 * held, pitch_of(name), at == held ? 1.0f : 0.85f);
      }
    };
    for (int at = 0; at < eighths; ++at, ++held) {
      std::string_view word = text.substr(0, text.find(' '));
      text.remove_prefix(std::min(text.size(), word.size() + 1));
      if (word != "-") {
        end_note(at);
        name = word;
        held = 0;
      }
    }
    end_note(eighths);
  }

  // Three, three and two eighths, the last a fifth above.
  void add_bass(int bar) {
    const Chord& first = harmony[static_cast<size_t>(2 * bar)];
    const Chord& second = harmony[static_cast<size_t>(2 * bar + 1)];
    if (last(bar)) {
      return add(Part::bass, bar, 0, 14, first.bass - 12, 1);
    }
    add(Part::bass, bar, 0, 5, first.bass, 1);
    add(Part::bass, bar, 6, 2, first.bass, 0.8f);
    add(Part::bass, bar, 8, 4, second.bass, 0.9f);
    add(Part::bass, bar, 12, 4, second.bass + 7, 0.8f);
  }

  // Half a bar of chord and of plucked tones.
  void add_half(int half) {
    const Chord& chord = harmony[static_cast<size_t>(half)];
    int bar = half / 2, from = half % 2 * eighths;
    bool held_over = half % 2 == 1 && chord.bass == harmony[static_cast<size_t>(half - 1)].bass;
    bool holds = half % 2 == 0 && chord.bass == harmony[static_cast<size_t>(half + 1)].bass;
    for (int tone : chord.tones) {
      if (!held_over) {
        add(Part::pad, bar, from, holds ? 16 : 8, tone, 1);
      }
    }
    const auto& figure = figures[seed_ / 256 % figures.size()];
    int plucked = last(bar) ? (half % 2 == 0 ? 4 : 0) : 8;
    for (int i = 0; i < plucked; ++i) {
      int tone = chord.tones[static_cast<size_t>(figure[static_cast<size_t>(i)])];
      add(Part::pluck, bar, from + i, 2, tone + 12, i % 4 == 0 ? 1 : 0.7f);
    }
  }

  // Hats first; the drums join in the third bar, and the last bar is one stroke.
  void add_drums(int bar) {
    if (last(bar)) {
      add(Part::kick, bar, 0, 1, 0, 1);
      add(Part::hat, bar, 0, 8, 0, 1);
      return;
    }
    for (int at = 0; at < 16; at += 2) {
      add(Part::hat, bar, at, at == 14 ? 3 : 1, 0, at % 4 == 2 ? 0.9f : 0.45f);
    }
    if (bar < 2) {
      return;
    }
    for (int at : {0, 6, 8}) {
      add(Part::kick, bar, at, 1, 0, at == 6 ? 0.7f : 1);
    }
    add(Part::snare, bar, 4, 1, 0, 0.9f);
    add(Part::snare, bar, 12, 1, 0, 1);
    if (bar == bars - 2) {
      add(Part::snare, bar, 14, 1, 0, 0.6f);
      add(Part::snare, bar, 15, 1, 0, 0.8f);
    }
  }

  uint32_t eighth_;  // in frames
  uint32_t seed_;
  Score score_;
};

}  // namespace

Score compose(uint32_t tempo, uint32_t seed) {
  return Composer(tempo, seed).compose();
}

}  // namespace synth
