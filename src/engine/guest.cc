#include "engine/guest.h"

#include "engine/border_grants.h"

namespace engine {

const bridge_host_table Guest::table = {
    .wake = &Guest::on_wake, .output = &Guest::on_output, .send = &Guest::on_send};

Guest::Guest(InstanceContext context, Lease lease)
    : turns_(context), errands_(context, std::move(lease)) {}

Guest::~Guest() = default;

base::Result<std::unique_ptr<Guest>> Guest::create(InstanceContext context, Lease lease,
                                                   const Limits& limits, http::Request request) {
  std::unique_ptr<Guest> guest(new Guest(context, std::move(lease)));
  TRY_VOID(guest->start(limits, std::move(request)));
  return guest;
}

base::Result<> Guest::start(const Limits& limits, http::Request request) {
  const BorderGrants grants(errands_.lease().grants, limits);
  auto* body = request.body.empty() ? nullptr : errands_.feed(std::move(request.body));
  const BorderRequest head(request, body);
  bridge_error error;
  call_.reset(bridge_call_new(errands_.lease().code->get(), grants.get(), head.get(), &table, this,
                              &error));
  if (!call_) return turns_.fail(error);
  return {};
}

async::Task<base::Result<Guest::Head>> Guest::head() {
  for (;;) {
    bridge_error error;
    uint16_t status = 0;
    const auto step = bridge_call_poll_head(call_.get(), &status, &error);
    errands_.start();
    switch (step) {
      case BRIDGE_CALL_READY: {
        Head head{status, {}};
        bridge_call_head_fields(call_.get(), &head.headers, &add_field);
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

async::Task<base::Result<base::View>> Guest::read() {
  for (;;) {
    bridge_error error;
    bridge_slice bytes{};
    const auto step = bridge_call_poll_body(call_.get(), &bytes, &error);
    errands_.start();
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

async::Task<base::Result<>> Guest::finish() {
  for (;;) {
    bridge_error error;
    const auto step = bridge_call_poll_rest(call_.get(), &error);
    errands_.start();
    switch (step) {
      case BRIDGE_CALL_READY:
        co_return base::Result<>();
      case BRIDGE_CALL_FAILED:
        co_return turns_.fail(error);
      case BRIDGE_CALL_PENDING:
      case BRIDGE_CALL_AGAIN:
        co_await turns_.next(step == BRIDGE_CALL_AGAIN);
    }
  }
}

http::Fields Guest::trailers() const {
  http::Fields fields;
  bridge_call_trailers(call_.get(), &fields, &add_field);
  return fields;
}

void Guest::on_wake(void* self) {
  static_cast<Guest*>(self)->turns_.wake();
}

void Guest::on_output(void* self, int stream, bridge_slice bytes) {
  static_cast<Guest*>(self)->errands_.write(stream, bytes);
}

void Guest::on_send(void* self, const bridge_outgoing* request, bridge_exchange* exchange) {
  static_cast<Guest*>(self)->errands_.send(*request, exchange);
}

}  // namespace engine
