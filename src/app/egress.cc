#include "app/egress.h"

#include <algorithm>
#include <chrono>

namespace app {
namespace {

void set(std::optional<http::client::Quota>& limit, const std::optional<uint64_t>& most) {
  if (most) limit.emplace(static_cast<uint32_t>(std::min<uint64_t>(*most, UINT32_MAX)));
}

}  // namespace

base::Result<std::unique_ptr<Egress>> Egress::create(const manifest::RuntimeConfig& config,
                                                     const std::string& folder,
                                                     const world::Files& files) {
  TRY(auto tls, ClientTls::create(config.client_tls, folder, files));
  return std::unique_ptr<Egress>(new Egress(config, std::move(tls)));
}

Egress::Egress(const manifest::RuntimeConfig& config, ClientTls tls)
    : blocked_(config.outbound_networking),
      tls_(std::move(tls)),
      keeps_connections_(config.outbound_http.connection_pooling) {
  set(http_, config.outbound_http.max_connections);
  set(sockets_, config.outbound_networking.max_socket_connections);
  set(total_, config.outbound_networking.max_total_connections);
}

http::client::Limits Egress::http_limits() const {
  http::client::Limits out;
  if (!keeps_connections_) out.idle_time = std::chrono::nanoseconds(0);
  return out;
}

// The narrower comes first: who waits for it holds no place of the total.
std::vector<Egress::Quota*> Egress::quotas_of(Limit& first) {
  std::vector<Quota*> out;
  if (first) out.push_back(&*first);
  if (total_) out.push_back(&*total_);
  return out;
}

std::optional<Egress::Socket> Egress::open_socket() {
  Socket out;
  for (auto* quota : quotas_of(sockets_)) {
    auto place = quota->find_free();
    if (!place) return std::nullopt;
    out.push_back(std::move(*place));
  }
  return out;
}

}  // namespace app
