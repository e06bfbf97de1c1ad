// Grants as the bridge takes them. For .cc files of this room.
#pragma once

#include <memory>
#include <vector>

#include "engine/border.h"
#include "engine/instance.h"

namespace engine {

// Borrows the grants. For one bridge_call_new or bridge_shared_new, which takes over what is asked
// of sockets.
class BorderGrants {
 public:
  BorderGrants(const std::shared_ptr<const Grants>& grants, const Limits& limits);
  BorderGrants(const BorderGrants&) = delete;

  const bridge_grants* get() const { return &grants_; }

 private:
  std::vector<bridge_slice> arguments_;
  std::vector<bridge_field> environment_;
  std::vector<bridge_directory> directories_;
  bridge_grants grants_{};
};

// A request as the bridge takes it. Borrows it; `body` may be null.
class BorderRequest {
 public:
  BorderRequest(const http::Request& request, bridge_feed* body);
  BorderRequest(const BorderRequest&) = delete;

  const bridge_request* get() const { return &request_; }

 private:
  std::vector<bridge_field> fields_;
  bridge_request request_;
};

}  // namespace engine
