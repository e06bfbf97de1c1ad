// Answer: one request being answered by a guest, on one loop. For .cc files of this room.
//
// Whoever awaits head(), read() or finish() drives the guest; one of them at a time. Destroying it
// takes the request back.
#pragma once

#include "async/task.h"
#include "base/bytes.h"
#include "base/result.h"
#include "http/fields.h"

namespace engine {

class Answer {
 public:
  virtual ~Answer() = default;

  struct Head {
    int status;
    http::Fields headers;
  };
  // Runs the guest until it has set its head.
  virtual async::Task<base::Result<Head>> head() = 0;
  // The next bytes of its body, valid until the next read; empty at the end.
  virtual async::Task<base::Result<base::View>> read() = 0;
  // Runs it until it has nothing more to do for the request.
  virtual async::Task<base::Result<>> finish() = 0;

  // After the end of the body.
  virtual http::Fields trailers() const = 0;
  // After the head: whether read() would give what it gives without waiting for the guest.
  virtual bool is_at_hand() const = 0;
  // Whether there is nothing to finish().
  virtual bool has_ended() const = 0;
  // Whether the last read() gave all that was left.
  virtual bool is_complete() const = 0;
};

}  // namespace engine
