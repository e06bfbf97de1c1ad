#include "engine/guest.h"

#include <algorithm>
#include <array>

#include "engine/guest_stores.h"

namespace engine {
namespace {

using SharedGrants = std::shared_ptr<const Grants>;

base::IpAddress address_of(base::View bytes) {
  if (bytes.size() == 4) {
    std::array<uint8_t, 4> v4;
    std::copy(bytes.begin(), bytes.end(), v4.begin());
    return base::IpAddress::v4(v4);
  }
  std::array<uint8_t, 16> v6;
  CHECK(bytes.size() == v6.size());
  std::copy(bytes.begin(), bytes.end(), v6.begin());
  return base::IpAddress::v6(v6);
}

// The answer to the sockets of a guest holds its grants by itself: a socket may outlive the call.
bridge_sockets sockets_of(const SharedGrants& grants) {
  bridge_sockets sockets{};
  if (!grants->may_connect) return sockets;
  sockets.checker = new SharedGrants(grants);
  sockets.may_connect = [](void* checker, bridge_slice address, uint16_t port) {
    const auto& grants = **static_cast<SharedGrants*>(checker);
    return grants.may_connect({address_of(view_of(address)), port});
  };
  sockets.release = [](void* checker) { delete static_cast<SharedGrants*>(checker); };
  return sockets;
}

bridge_stores stores_of(const Grants& grants) {
  if (!grants.stores) return {};
  return {&GuestStores::table, grants.stores};
}

// The bridge's view of the grants; it borrows them.
struct GrantArrays {
  explicit GrantArrays(const Grants& grants) {
    for (const auto& [name, value] : grants.environment) {
      environment.push_back({slice_of(name), slice_of(value)});
    }
    for (const auto& [host, guest, writable] : grants.directories) {
      directories.push_back({slice_of(host), slice_of(guest), writable});
    }
  }
  std::vector<bridge_field> environment;
  std::vector<bridge_directory> directories;
};

}  // namespace

const bridge_host_table Guest::table = {
    .wake = &Guest::on_wake, .output = &Guest::on_output, .send = &Guest::on_send};

Guest::Guest(InstanceContext context, Lease lease)
    : context_(context),
      lease_(std::move(lease)),
      signal_(context.loop),
      setter_(signal_.setter()) {}

Guest::~Guest() = default;

base::Result<std::unique_ptr<Guest>> Guest::create(InstanceContext context, Lease lease,
                                                   const Limits& limits, http::Request request) {
  std::unique_ptr<Guest> guest(new Guest(context, std::move(lease)));
  TRY_VOID(guest->start(limits, std::move(request)));
  return guest;
}

base::Result<> Guest::start(const Limits& limits, http::Request request) {
  const GrantArrays arrays(*lease_.grants);
  const bridge_grants grants = {
      .environment = arrays.environment.data(),
      .environment_count = arrays.environment.size(),
      .directories = arrays.directories.data(),
      .directory_count = arrays.directories.size(),
      .sockets = sockets_of(lease_.grants),
      .stores = stores_of(*lease_.grants),
      .memory = limits.memory_bytes,
  };
  const auto fields = array_of(request.headers);
  const bridge_request head = {
      .method = slice_of(request.method),
      .scheme = slice_of(request.scheme),
      .authority = slice_of(request.authority),
      .path = slice_of(request.target),
      .fields = fields.data(),
      .field_count = fields.size(),
      .body = request.body.empty() ? nullptr : feed(std::move(request.body)),
  };
  bridge_error error;
  call_.reset(bridge_call_new(lease_.code->get(), &grants, &head, &table, this, &error));
  if (!call_) return fail(error);
  return {};
}

async::Task<base::Result<Guest::Head>> Guest::head() {
  for (;;) {
    bridge_error error;
    uint16_t status = 0;
    const auto step = bridge_call_poll_head(call_.get(), &status, &error);
    after_poll();
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
    after_poll();
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
    after_poll();
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

// Sends what the guest asked for, which must not happen within its own poll, and lets go of what it
// does not read any more.
void Guest::after_poll() {
  for (auto& exchange : std::exchange(sent_, {})) {
    exchanges_.spawn("outgoing request", run(std::move(exchange), lease_.grants->outbound));
  }
  feeds_.remove_if([](const Feed& feed) { return feed.is_dropped(); });
}

async::Task<> Guest::run(std::unique_ptr<Exchange> exchange, http::Service* outbound) {
  co_await exchange->run(outbound);
}

// Until the next poll is due. `again`: at once, but after what else the loop has to do.
async::Task<> Guest::turn(bool again) {
  if (again) context_.loop.post([setter = setter_] { setter.set(); });
  co_await signal_.wait();
}

bridge_feed* Guest::feed(http::Body body) {
  return feeds_.emplace_back(std::move(body)).get();
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
  auto* output = static_cast<Guest*>(self)->lease_.output.get();
  if (!output) return;
  if (stream == 1) {
    output->write_stdout(view_of(bytes));
  } else {
    output->write_stderr(view_of(bytes));
  }
}

void Guest::on_send(void* self, const bridge_outgoing* request, bridge_exchange* exchange) {
  auto& guest = *static_cast<Guest*>(self);
  guest.sent_.push_back(std::make_unique<Exchange>(
      guest.context_, *request, exchange,
      [&guest](http::Body body) { return guest.feed(std::move(body)); }));
}

}  // namespace engine
