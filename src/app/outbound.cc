#include "app/outbound.h"

#include <utility>

#include "app/spin_headers.h"
#include "base/text.h"
#include "http/failure.h"

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

// Where the failure of one request is told.
class FailureLog {
 public:
  FailureLog(base::Log& log, const std::string& component, std::string where)
      : log_(&log), component_(&component), where_(std::move(where)) {}

  void write(const base::Error& error) const {
    base::log(*log_, base::Level::warn, "app", "component `{}`: its request to {} failed: {}",
              *component_, where_, error.message());
  }

 private:
  base::Log* log_;
  const std::string* component_;
  std::string where_;
};

class LoggedBody final : public http::BodySource {
 public:
  LoggedBody(FailureLog failures, std::unique_ptr<http::BodySource> body)
      : failures_(std::move(failures)), body_(std::move(body)) {}

  async::Task<base::Result<base::View>> read() override {
    auto piece = co_await body_->read();
    if (!piece && !std::exchange(told_, true)) failures_.write(piece.error());
    co_return piece;
  }
  const http::Fields* trailers() const override { return body_->trailers(); }

 private:
  FailureLog failures_;
  std::unique_ptr<http::BodySource> body_;
  bool told_ = false;
};

}  // namespace

Outbound::Outbound(const BlueprintComponent& component, const World& world)
    : component_(component), world_(world) {}

base::Result<http::Service*> Outbound::find_destination(http::Request& request) {
  const auto& allowed = component_.allowed_hosts;
  const auto refuse = [&](std::string_view entry) {
    base::log(world_.log, base::Level::warn, "app",
              "component `{}` may not reach {}; to grant it add \"{}\" to allowed_outbound_hosts",
              component_.id, entry, entry);
    return base::fail(base::Kind::denied, "{} is not allowed", entry);
  };
  const auto at = find_host_port(request.authority, request.scheme);
  if (!at) return base::fail(base::Kind::invalid, "`{}` is no host", request.authority);
  if (manifest::is_self(at->host)) {
    if (!allowed.allows_self()) return refuse("http://self");
    return &world_.local.self();
  }
  if (!allowed.allows(request.scheme, at->host, at->port)) {
    return refuse(base::format("{}://{}:{}", request.scheme, at->host, at->port));
  }
  const auto id = manifest::find_chained_component(at->host);
  if (!id) {
    request.check_address = check_address(request, at->host);
    return &world_.client;
  }
  auto* component = world_.local.find_component(*id);
  if (!component) return base::fail(base::Kind::not_found, "the app has no component `{}`", *id);
  request.headers.remove("host");
  TRY(const auto every_path, manifest::Route::parse("/..."));
  set_spin_headers(request, every_path, {.named = {}, .trailing = request.path()});
  return component;
}

http::AddressCheck Outbound::check_address(const http::Request& request,
                                           const std::string& host) const {
  return [this, scheme = request.scheme, host](const base::Endpoint& where) -> base::Result<> {
    if (world_.egress.blocks(where.address)) {
      return std::unexpected(
          http::failure(http::Failure::blocked, base::Kind::denied,
                        base::format("`{}` leads to {}, whose network outbound_networking blocks",
                                     host, where.address.text())));
    }
    if (component_.allowed_hosts.allows_address(scheme, host, where)) return {};
    return base::fail(base::Kind::denied, "`{}` leads to {}, which is not allowed", host,
                      where.address.text());
  };
}

async::Task<base::Result<http::Response>> Outbound::handle(http::Request request) {
  CO_TRY(auto* destination, find_destination(request));
  if (destination == &world_.client) co_return co_await leave(std::move(request));
  co_return co_await destination->handle(std::move(request));
}

async::Task<base::Result<http::Response>> Outbound::leave(http::Request request) {
  FailureLog failures(world_.log, component_.id,
                      base::format("{}://{}", request.scheme, request.authority));
  auto response = co_await world_.client.handle(std::move(request));
  if (!response) {
    failures.write(response.error());
    co_return response;
  }
  const auto length = response->body.length();
  if (auto source = response->body.take_source()) {
    response->body =
        http::Body(std::make_unique<LoggedBody>(std::move(failures), std::move(source)), length);
  }
  co_return response;
}

}  // namespace app
