// torpor:music/synth.
#include <algorithm>
#include <cstdlib>

#include "player.h"
#include "synthesiser.h"

// The bindings' name for what is behind a tune.
struct exports_torpor_music_synth_tune_t {
  synth::Player player;
};
using Tune = exports_torpor_music_synth_tune_t;

exports_torpor_music_synth_own_tune_t exports_torpor_music_synth_constructor_tune(uint32_t tempo,
                                                                                  uint32_t seed) {
  uint32_t playable = std::clamp(tempo, 40u, 240u);
  return exports_torpor_music_synth_tune_new(
      new Tune{synth::Player(synth::compose(playable, seed))});
}

uint32_t exports_torpor_music_synth_method_tune_length(Tune* tune) {
  return tune->player.length();
}

// The caller frees the samples: they are C's.
void exports_torpor_music_synth_method_tune_render(Tune* tune, uint32_t count,
                                                   synthesiser_list_s16_t* samples) {
  samples->len = 2 * size_t{std::min(count, tune->player.left())};
  samples->ptr = static_cast<int16_t*>(std::malloc(samples->len * sizeof(int16_t)));
  tune->player.render({samples->ptr, samples->len});
}

void exports_torpor_music_synth_tune_destructor(Tune* tune) {
  delete tune;
}
