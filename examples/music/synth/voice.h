// One note while it sounds.
#pragma once

#include <memory>

#include "frame.h"
#include "score.h"

namespace synth {

class Voice {
 public:
  virtual ~Voice() = default;
  virtual Frame next() = 0;
  virtual bool over() const = 0;
};

std::unique_ptr<Voice> make_voice(const Note& note);

// The instruments, by files. `make_drum` is for kick, snare and hat.
std::unique_ptr<Voice> make_lead(const Note& note);
std::unique_ptr<Voice> make_pluck(const Note& note);
std::unique_ptr<Voice> make_pad(const Note& note);
std::unique_ptr<Voice> make_bass(const Note& note);
std::unique_ptr<Voice> make_drum(const Note& note);

}  // namespace synth
