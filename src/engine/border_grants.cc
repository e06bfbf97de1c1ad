#include "engine/border_grants.h"

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

using SharedPolicy = std::shared_ptr<SocketPolicy>;

// The answer to the sockets of a guest holds the policy by itself: a socket may outlive the call.
bridge_sockets sockets_of(const Grants& grants) {
  if (!grants.sockets) return {};
  return {
      .may_reach =
          [](void* policy, bridge_transport transport, bridge_slice address, uint16_t port) {
            const auto how = transport == BRIDGE_UDP ? Transport::udp : Transport::tcp;
            return (*static_cast<SharedPolicy*>(policy))
                ->allows(how, {address_of(view_of(address)), port});
          },
      .open = [](void* policy) -> void* {
        return (*static_cast<SharedPolicy*>(policy))->find_place().release();
      },
      .close = [](void* place) { delete static_cast<SocketPlace*>(place); },
      .release = [](void* policy) { delete static_cast<SharedPolicy*>(policy); },
      .policy = new SharedPolicy(grants.sockets),
  };
}

bridge_stores stores_of(const Grants& grants) {
  if (!grants.stores) return {};
  return {&GuestStores::table, grants.stores};
}

}  // namespace

BorderGrants::BorderGrants(const SharedGrants& grants, const Limits& limits) {
  for (const auto& argument : grants->arguments) arguments_.push_back(slice_of(argument));
  for (const auto& [name, value] : grants->environment) {
    environment_.push_back({slice_of(name), slice_of(value)});
  }
  for (const auto& [host, guest, writable] : grants->directories) {
    directories_.push_back({slice_of(host), slice_of(guest), writable});
  }
  grants_ = {
      .arguments = arguments_.data(),
      .argument_count = arguments_.size(),
      .environment = environment_.data(),
      .environment_count = environment_.size(),
      .directories = directories_.data(),
      .directory_count = directories_.size(),
      .sockets = sockets_of(*grants),
      .stores = stores_of(*grants),
      .memory = limits.memory_bytes,
  };
}

BorderRequest::BorderRequest(const http::Request& request, bridge_feed* body)
    : fields_(array_of(request.headers)),
      request_{
          .method = slice_of(request.method),
          .scheme = slice_of(request.scheme),
          .authority = slice_of(request.authority),
          .path = slice_of(request.target),
          .fields = fields_.data(),
          .field_count = fields_.size(),
          .body = body,
      } {}

}  // namespace engine
