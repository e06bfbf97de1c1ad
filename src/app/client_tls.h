// How components speak TLS with hosts: [[client_tls]]. Whatever it does not name trusts the
// platform's roots and shows no certificate. Immutable, shared by all loops.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "manifest/runtime_config.h"
#include "world/files.h"
#include "world/tls.h"

namespace app {

class ClientTls {
 public:
  // Reads the files, whose relative paths start from `folder`. Blocking. Errors say which
  // [[client_tls]] and which file: not there, no PEM, a key of another certificate.
  static base::Result<ClientTls> create(const std::vector<manifest::ClientTlsConfig>& configs,
                                        const std::string& folder, const world::Files& files);

  // What the component connects with; chooses by the host that it is told.
  const world::TlsClient& of(std::string_view component) const;

 private:
  class ByHost;

  ClientTls();

  std::shared_ptr<const world::TlsClient> usual_;  // shared with each of `components_`
  std::map<std::string, std::unique_ptr<ByHost>, std::less<>> components_;

 public:
  ClientTls(ClientTls&&) noexcept;
  ~ClientTls();
};

}  // namespace app
