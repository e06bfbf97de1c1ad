#include "oci/parallel.h"

#include <algorithm>

#include "async/event.h"
#include "async/task_group.h"

namespace oci {
namespace {

using async::Started;
using async::Task;
using base::Result;

struct Work {
  size_t count;
  Job job;
  size_t next = 0;
  Result<> result;  // the first error, once there is one
  async::Event failed;
};

Task<> wait_for_failure(Work* work) {
  while (work->result) co_await work->failed.wait();
}

Task<> run_lane(Work* work) {
  while (work->result && work->next < work->count) {
    Started<Result<>> job(work->job(work->next++));
    Started<> failure(wait_for_failure(work));
    if (!job.ready()) co_await async::either(job, failure);
    if (!job.ready()) co_return;  // another one failed: ours is cancelled on the way out
    auto result = job.take();
    if (result || !work->result) continue;
    work->result = std::move(result);
    work->failed.notify_all();
  }
}

}  // namespace

Task<Result<>> run_parallel(size_t count, size_t most, Job job) {
  Work work{count, std::move(job)};
  async::TaskGroup lanes;
  for (size_t i = std::min(count, most); i > 0; --i) lanes.spawn("oci transfer", run_lane(&work));
  co_await lanes.wait_until_empty();
  co_return std::move(work.result);
}

}  // namespace oci
