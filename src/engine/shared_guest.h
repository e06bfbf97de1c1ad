// One request to a shared instance. For .cc files of this room.
//
// Destroying it leaves the guest to its work: 0.3 cannot stop a task.
#pragma once

#include <memory>
#include <optional>

#include "engine/answer.h"
#include "engine/border.h"
#include "engine/feed.h"
#include "engine/shared_instance.h"
#include "engine/shelf.h"
#include "engine/turns.h"

namespace engine {

class SharedGuest final : public Answer {
 public:
  // Kind::invalid when no guest may get such a request.
  static base::Result<std::unique_ptr<SharedGuest>> create(InstanceContext context,
                                                           Shelf::Seat seat, http::Request request);
  ~SharedGuest() override;
  SharedGuest(const SharedGuest&) = delete;

  async::Task<base::Result<Head>> head() override;
  async::Task<base::Result<base::View>> read() override;
  async::Task<base::Result<>> finish() override;
  http::Fields trailers() const override;
  bool is_at_hand() const override { return bridge_task_body_at_hand(task_.get()); }
  bool has_ended() const override { return true; }  // the instance ends what is left
  bool is_complete() const override { return bridge_task_body_complete(task_.get()); }

  const Shelf::Seat& seat() const { return seat_; }

 private:
  SharedGuest(InstanceContext context, Shelf::Seat seat);

  static void on_wake(void* self);

  struct Free {
    void operator()(bridge_task* task) const { bridge_task_free(task); }
  };

  Shelf::Seat seat_;
  Turns turns_;
  std::optional<Feed> body_;
  std::unique_ptr<bridge_task, Free> task_;  // last: it calls back into the others
};

}  // namespace engine
