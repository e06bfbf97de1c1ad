// The body of a guest's outgoing request, pulled at the pace of whoever sends it. For .cc files of
// this room.
#pragma once

#include "async/signal.h"
#include "engine/bridge/bridge.h"
#include "http/body.h"

namespace engine {

class OutgoingBody final : public http::BodySource {
 public:
  // Takes over the bridge's body.
  OutgoingBody(async::Loop& loop, bridge_body* body);
  ~OutgoingBody() override;

  async::Task<base::Result<base::View>> read() override;
  const http::Fields* trailers() const override { return &trailers_; }

 private:
  static void wake(void* self);

  bridge_body* body_;
  async::Signal signal_;
  async::Signal::Setter setter_;
  async::Loop& loop_;
  http::Fields trailers_;
};

}  // namespace engine
