#include "engine/outgoing_body.h"

#include "engine/border.h"

namespace engine {

OutgoingBody::OutgoingBody(async::Loop& loop, bridge_body* body)
    : body_(body), signal_(loop), setter_(signal_.setter()), loop_(loop) {}

OutgoingBody::~OutgoingBody() {
  bridge_body_free(body_);
}

void OutgoingBody::wake(void* self) {
  static_cast<OutgoingBody*>(self)->setter_.set();
}

async::Task<base::Result<base::View>> OutgoingBody::read() {
  for (;;) {
    bridge_slice bytes{};
    switch (bridge_body_poll(body_, &OutgoingBody::wake, this, &bytes)) {
      case BRIDGE_DATA:
        co_return view_of(bytes);
      case BRIDGE_END:
        bridge_body_trailers(body_, &trailers_, &add_field);
        co_return base::View();
      case BRIDGE_FAILED:
        co_return base::fail(base::Kind::guest, "the guest broke off the body of its request");
      case BRIDGE_AGAIN:
        loop_.post([setter = setter_] { setter.set(); });
        break;
      case BRIDGE_PENDING:
        break;
    }
    co_await signal_.wait();
  }
}

}  // namespace engine
