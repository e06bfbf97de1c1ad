#include "engine/shared_guest.h"

#include "engine/border_grants.h"

namespace engine {

SharedGuest::SharedGuest(InstanceContext context, Shelf::Seat seat)
    : seat_(std::move(seat)), turns_(context) {}

SharedGuest::~SharedGuest() = default;

base::Result<std::unique_ptr<SharedGuest>> SharedGuest::create(InstanceContext context,
                                                               Shelf::Seat seat,
                                                               http::Request request) {
  std::unique_ptr<SharedGuest> made(new SharedGuest(context, std::move(seat)));
  if (!request.body.empty()) made->body_.emplace(std::move(request.body));
  const BorderRequest head(request, made->body_ ? made->body_->get() : nullptr);
  bridge_error error;
  made->task_.reset(
      bridge_task_new(made->seat_.instance().get(), head.get(), &on_wake, made.get(), &error));
  if (!made->task_) return made->turns_.fail(error);
  return made;
}

async::Task<base::Result<Answer::Head>> SharedGuest::head() {
  for (;;) {
    bridge_error error;
    uint16_t status = 0;
    const auto step = bridge_task_poll_head(task_.get(), &status, &error);
    seat_.instance().after_poll();
    switch (step) {
      case BRIDGE_CALL_READY: {
        Head head{status, {}};
        bridge_task_head_fields(task_.get(), &head.headers, &add_field);
        co_return head;
      }
      case BRIDGE_CALL_FAILED:
        co_return turns_.fail(error);
      case BRIDGE_CALL_PENDING:
      case BRIDGE_CALL_AGAIN:
        co_await turns_.next(step == BRIDGE_CALL_AGAIN);
    }
  }
}

async::Task<base::Result<base::View>> SharedGuest::read() {
  for (;;) {
    bridge_error error;
    bridge_slice bytes{};
    const auto step = bridge_task_poll_body(task_.get(), &bytes, &error);
    seat_.instance().after_poll();
    switch (step) {
      case BRIDGE_DATA:
        co_return view_of(bytes);
      case BRIDGE_END:
        co_return base::View();
      case BRIDGE_FAILED:
        co_return turns_.fail(error);
      case BRIDGE_PENDING:
      case BRIDGE_AGAIN:
        co_await turns_.next(step == BRIDGE_AGAIN);
    }
  }
}

async::Task<base::Result<>> SharedGuest::finish() {
  co_return base::Result<>();
}

http::Fields SharedGuest::trailers() const {
  http::Fields fields;
  bridge_task_trailers(task_.get(), &fields, &add_field);
  return fields;
}

void SharedGuest::on_wake(void* self) {
  static_cast<SharedGuest*>(self)->turns_.wake();
}

}  // namespace engine
