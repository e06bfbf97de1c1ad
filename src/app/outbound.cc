#include "app/outbound.h"

#include "app/spin_headers.h"
#include "base/text.h"

namespace app {
namespace {

struct HostPort {
  std::string host;  // lower case, an IPv6 address without brackets
  uint16_t port;
};

std::optional<HostPort> find_host_port(std::string_view authority, std::string_view scheme) {
  const uint16_t usual = scheme == "https" ? 443 : 80;
  const auto user = authority.rfind('@');
  if (user != std::string_view::npos) return std::nullopt;  // RFC 9110 section 4.2.4
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  auto host = authority.substr(0, has_port ? colon : std::string_view::npos);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return std::nullopt;
  if (!has_port || colon + 1 == authority.size()) return HostPort{base::lower(host), usual};
  const auto port = base::find_number(authority.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) return std::nullopt;
  return HostPort{base::lower(host), static_cast<uint16_t>(*port)};
}

}  // namespace

Outbound::Outbound(const BlueprintComponent& component, LocalDestinations& local,
                   http::Service& client, base::Log& log)
    : component_(component), local_(local), client_(client), log_(log) {}

base::Result<http::Service*> Outbound::find_destination(http::Request& request) {
  const auto& allowed = component_.allowed_hosts;
  const auto refuse = [&](std::string_view entry) {
    base::log(log_, base::Level::warn, "app",
              "component `{}` may not reach {}; to grant it add \"{}\" to allowed_outbound_hosts",
              component_.id, entry, entry);
    return base::fail(base::Kind::denied, "{} is not allowed", entry);
  };
  const auto at = find_host_port(request.authority, request.scheme);
  if (!at) return base::fail(base::Kind::invalid, "`{}` is no host", request.authority);
  if (manifest::is_self(at->host)) {
    if (!allowed.allows_self()) return refuse("http://self");
    return &local_.self();
  }
  if (!allowed.allows(request.scheme, at->host, at->port)) {
    return refuse(base::format("{}://{}:{}", request.scheme, at->host, at->port));
  }
  const auto id = manifest::find_chained_component(at->host);
  if (!id) {
    request.check_address = [&allowed, scheme = request.scheme,
                             host = at->host](const base::Endpoint& where) -> base::Result<> {
      if (allowed.allows_address(scheme, host, where)) return {};
      return base::fail(base::Kind::denied, "`{}` leads to {}, which is not allowed", host,
                        where.address.text());
    };
    return &client_;
  }
  auto* component = local_.find_component(*id);
  if (!component) return base::fail(base::Kind::not_found, "the app has no component `{}`", *id);
  request.headers.remove("host");
  TRY(const auto every_path, manifest::Route::parse("/..."));
  set_spin_headers(request, every_path, {.named = {}, .trailing = request.path()});
  return component;
}

async::Task<base::Result<http::Response>> Outbound::handle(http::Request request) {
  CO_TRY(auto* destination, find_destination(request));
  co_return co_await destination->handle(std::move(request));
}

}  // namespace app
