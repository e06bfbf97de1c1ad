#include "voice.h"

namespace synth {

std::unique_ptr<Voice> make_voice(const Note& note) {
  switch (note.part) {
    case Part::lead:
      return make_lead(note);
    case Part::pluck:
      return make_pluck(note);
    case Part::pad:
      return make_pad(note);
    case Part::bass:
      return make_bass(note);
    case Part::kick:
    case Part::snare:
    case Part::hat:
      return make_drum(note);
  }
  __builtin_unreachable();
}

}  // namespace synth
