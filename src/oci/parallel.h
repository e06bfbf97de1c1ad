// Several pieces of work at once, no more than so many, until the first error.
#pragma once

#include <cstddef>
#include <functional>

#include "async/task.h"
#include "base/result.h"

namespace oci {

using Job = std::function<async::Task<base::Result<>>(size_t index)>;

// Runs job(0) to job(count - 1), at most `most` at a time, begun in their order. The first error
// ends it and cancels the others. What the job names outlives the task.
async::Task<base::Result<>> run_parallel(size_t count, size_t most, Job job);

}  // namespace oci
