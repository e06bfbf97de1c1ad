// The processors that this process may use.
#pragma once

namespace world {

// At least one; respects the process's affinity (taskset, cpusets).
unsigned usable_cores();

}  // namespace world
