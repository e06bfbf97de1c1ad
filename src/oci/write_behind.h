// Writes a blob on a thread while its next bytes arrive: hashing and the disk cost as much time as
// the network, and need not stand in its way.
#pragma once

#include <memory>
#include <optional>

#include "async/loop.h"
#include "async/offload.h"
#include "async/task.h"
#include "base/result.h"
#include "oci/store.h"

namespace oci {

struct WriteTools {
  async::Loop& loop;
  async::Threads& threads;
};

// Between the first add() and flush() the writer is the thread's: nobody else touches it.
// Thread-confined.
class WriteBehind {
 public:
  // The writer is shared with the thread, which may be at it when we are cancelled.
  WriteBehind(WriteTools tools, std::shared_ptr<BlobWriter> writer);

  // Takes the bytes over. Waits, when there are many, until those before are written; an error is
  // that of an earlier write.
  async::Task<base::Result<>> add(base::View bytes);
  // All is written.
  async::Task<base::Result<>> flush();

  // What was taken over, and was there before.
  uint64_t size() const { return size_; }

 private:
  async::Task<base::Result<>> wait();
  void start();

  WriteTools tools_;
  const std::shared_ptr<BlobWriter> writer_;
  uint64_t size_;
  // Two buffers take turns; shared with the thread for the same reason as the writer.
  std::shared_ptr<base::Bytes> filling_, written_;
  std::optional<async::Started<base::Result<>>> writing_;
};

}  // namespace oci
