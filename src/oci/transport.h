// Requests to a registry: authorized, redirected, and tried again where that may help.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "async/task.h"
#include "base/log.h"
#include "base/result.h"
#include "http/service.h"
#include "oci/authorizer.h"
#include "oci/retry.h"
#include "oci/url.h"
#include "world/clock.h"

namespace oci {

// A request that can be sent more than once.
struct Ask {
  std::string method = "GET";
  Url url;
  http::Fields headers;
  std::function<http::Body()> body;  // makes the content anew for each attempt; may be empty
  enum class Again { as_needed, never };
  Again again = Again::as_needed;  // after a failure that may pass
};

struct TransportTools {
  http::Service& http;
  world::Clock& clock;
  base::Log& log;
};

class Transport {
 public:
  // All outlive the transport.
  Transport(TransportTools tools, Authorizer& authorizer, Patience patience)
      : tools_(tools), authorizer_(authorizer), patience_(patience) {}

  // Where the registry is; set before anything is sent. Its credentials go nowhere else.
  void set_registry(Url registry) { registry_ = std::move(registry); }
  const Url& registry() const { return registry_; }
  const Patience& patience() const { return patience_; }
  world::Clock& clock() const { return tools_.clock; }

  // The answer, whatever its status: what is left of 401 has been answered once, of 429 and 5xx
  // waited for. Redirects of GET and HEAD are followed, without credentials to other places.
  // Errors are those of the client, and Kind::denied of the Authorizer.
  async::Task<base::Result<http::Response>> send(Ask ask);
  // The same without trying again or authorizing: for the first contact.
  async::Task<base::Result<http::Response>> send_once(Ask ask);

 private:
  async::Task<base::Result<http::Response>> send_authorized(Ask ask);
  bool is_registry(const Url& url) const { return url.same_origin(registry_); }

  TransportTools tools_;
  Authorizer& authorizer_;
  const Patience patience_;
  Url registry_;
};

// All values of a field, as strings of their own.
std::vector<std::string> field_values(const http::Fields& fields, std::string_view name);

}  // namespace oci
