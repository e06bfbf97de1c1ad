#include "engine/guest.h"

#include "engine/border_grants.h"

namespace engine {

const bridge_host_table Guest::table = {
    .wake = &Guest::on_wake, .output = &Guest::on_output, .send = &Guest::on_send};

Guest::Guest(InstanceContext context, Lease lease)
    : context_(context),
      signal_(context.loop),
      setter_(signal_.setter()),
      errands_(context, std::move(lease)) {}

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
  if (!call_) return fail(error);
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
        co_return fail(error);
      case BRIDGE_CALL_PENDING:
      case BRIDGE_CALL_AGAIN:
        co_await turn(step == BRIDGE_CALL_AGAIN);
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
        co_return fail(error);
      case BRIDGE_PENDING:
      case BRIDGE_AGAIN:
        co_await turn(step == BRIDGE_AGAIN);
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
        co_return fail(error);
      case BRIDGE_CALL_PENDING:
      case BRIDGE_CALL_AGAIN:
        co_await turn(step == BRIDGE_CALL_AGAIN);
    }
  }
}

http::Fields Guest::trailers() const {
  http::Fields fields;
  bridge_call_trailers(call_.get(), &fields, &add_field);
  return fields;
}

// Until the next poll is due. `again`: at once, but after what else the loop has to do.
async::Task<> Guest::turn(bool again) {
  if (again) context_.loop.post([setter = setter_] { setter.set(); });
  co_await signal_.wait();
}

std::unexpected<base::Error> Guest::fail(bridge_error& error) {
  auto fault = take(error);
  if (!fault.detail.empty()) {
    base::log(context_.log, base::Level::warn, "engine", "{}: {}", fault.error.message(),
              fault.detail);
  }
  return std::unexpected(std::move(fault.error));
}

void Guest::on_wake(void* self) {
  static_cast<Guest*>(self)->setter_.set();
}

void Guest::on_output(void* self, int stream, bridge_slice bytes) {
  static_cast<Guest*>(self)->errands_.write(stream, bytes);
}

void Guest::on_send(void* self, const bridge_outgoing* request, bridge_exchange* exchange) {
  static_cast<Guest*>(self)->errands_.send(*request, exchange);
}

}  // namespace engine
