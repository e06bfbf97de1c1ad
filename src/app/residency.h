// What of a component is in memory, and the events that tell when that changes.
//
//   asleep    nothing: no code, no instance, no pool. A request wakes it.
//   loaded    its code is mapped and pre-linked, no instance runs; the idle clock runs.
//   active    instances run.
//
// Who does what: one Keeper (on the home loop) maps code and knows which loops hold it; one Ward
// per loop hands it to that loop's requests and lets it go when they have been idle for the
// cooldown. The code is unmapped when the last loop has let go.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "world/clock.h"

namespace engine {
class Code;
}

namespace app {

using CodePtr = std::shared_ptr<const engine::Code>;  // shared by the loops and instances using it

enum class Residency { asleep, loaded, active };
enum class Reason {
  request,   // asleep -> loaded, loaded -> active
  finished,  // active -> loaded: the last instance of a loop ended
  cooldown,  // loaded -> asleep: idle for long enough
  budget,    // loaded -> asleep: the memory was needed for another
};

std::string_view name_of(Residency state);
std::string_view name_of(Reason reason);

struct ResidencyChange {
  std::string_view component;  // its name, "app/component"
  Residency from, to;
  Reason reason;
  world::Duration took{};  // asleep -> loaded: how long mapping took
};

// Told of every change, on the loop where it happened (active and its end once per loop). Must be
// thread-safe and quick.
class ResidencyObserver {
 public:
  virtual ~ResidencyObserver() = default;
  virtual void changed(const ResidencyChange& change) = 0;
};

struct ResidencyOptions {
  std::optional<world::Duration> cooldown = std::chrono::seconds(5);  // nothing: never asleep again
  uint64_t memory_budget = uint64_t{512} << 20;  // bytes of loaded components, all together
};

// The code of a component, not loaded.
struct Sleeper {
  uint64_t size = 0;                            // bytes that it counts for when loaded
  std::function<base::Result<CodePtr>()> load;  // blocking; runs on a loader thread
};

}  // namespace app
