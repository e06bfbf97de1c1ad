// Egress: what the operator of an app decides about the connections that its components open:
// networks that are blocked, how many connections there may be, how TLS is spoken
// ([outbound_networking], [outbound_http], [[client_tls]] of the runtime configuration). One per
// app, shared by its loops. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/blocked_networks.h"
#include "app/client_tls.h"
#include "base/result.h"
#include "http/client/limits.h"
#include "http/client/quota.h"
#include "manifest/runtime_config.h"
#include "world/files.h"

namespace app {

class Egress {
 public:
  using Quota = http::client::Quota;

  // Reads the certificates that the configuration names, relative to `folder`. Blocking. Errors
  // name the file.
  static base::Result<std::unique_ptr<Egress>> create(const manifest::RuntimeConfig& config,
                                                      const std::string& folder,
                                                      const world::Files& files);

  bool blocks(const base::IpAddress& address) const { return blocked_.contains(address); }
  const world::TlsClient& tls_of(std::string_view component) const { return tls_.of(component); }

  // What bounds an HTTP client, beside the quotas that all of them share.
  http::client::Limits http_limits() const;
  std::vector<Quota*> http_quotas() { return quotas_of(http_); }

  // The right to a TCP or UDP socket; nothing when there are enough.
  using Socket = std::vector<Quota::Place>;
  std::optional<Socket> open_socket();

 private:
  using Limit = std::optional<Quota>;  // nothing: none

  Egress(const manifest::RuntimeConfig& config, ClientTls tls);
  std::vector<Quota*> quotas_of(Limit& first);

  const BlockedNetworks blocked_;
  const ClientTls tls_;
  const bool keeps_connections_;
  Limit http_, sockets_, total_;
};

}  // namespace app
