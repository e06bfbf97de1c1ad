// Guest: one instance that answers one request, on one loop. For .cc files of this room.
//
// Destroying the Guest stops it and takes back all that it asked for.
#pragma once

#include <memory>

#include "engine/answer.h"
#include "engine/border.h"
#include "engine/errands.h"
#include "engine/instance.h"
#include "engine/turns.h"

namespace engine {

class Guest final : public Answer {
 public:
  // Kind::invalid when no guest may get such a request, Kind::io when a granted folder is not
  // there.
  static base::Result<std::unique_ptr<Guest>> create(InstanceContext context, Lease lease,
                                                     const Limits& limits, http::Request request);
  ~Guest() override;
  Guest(const Guest&) = delete;

  async::Task<base::Result<Head>> head() override;
  async::Task<base::Result<base::View>> read() override;
  async::Task<base::Result<>> finish() override;
  http::Fields trailers() const override;
  bool is_at_hand() const override { return has_ended(); }
  bool has_ended() const override { return bridge_call_ended(call_.get()); }
  bool is_complete() const override { return bridge_call_body_complete(call_.get()); }

 private:
  Guest(InstanceContext context, Lease lease);

  static void on_wake(void* self);
  static void on_output(void* self, int stream, bridge_slice bytes);
  static void on_send(void* self, const bridge_outgoing* request, bridge_exchange* exchange);
  static const bridge_host_table table;

  struct FreeCall {
    void operator()(bridge_call* call) const { bridge_call_free(call); }
  };

  base::Result<> start(const Limits& limits, http::Request request);

  Turns turns_;
  Errands errands_;
  std::unique_ptr<bridge_call, FreeCall> call_;  // last: it calls back into the others
};

}  // namespace engine
