#include "http/client/client.h"

#include <algorithm>
#include <array>
#include <utility>

#include "http/client/h1_exchange.h"
#include "http/client/hop_by_hop.h"

namespace http::client {
namespace {

using base::Kind;

// RFC 9110 section 9.2.2.
bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 6> known = {"GET",    "HEAD",    "PUT",
                                                     "DELETE", "OPTIONS", "TRACE"};
  return std::ranges::find(known, method) != known.end();
}

bool is_target(std::string_view text) {
  const auto visible = [](char c) { return c > ' ' && c != 0x7f && c != '#'; };
  return (text.starts_with('/') || text == "*") && std::ranges::all_of(text, visible);
}

base::Result<> check(const Request& request) {
  if (!is_token(request.method) || request.method == "CONNECT") {
    return base::fail(Kind::invalid, "method `{}` cannot be sent", request.method);
  }
  if (!is_target(request.target)) {
    return base::fail(Kind::invalid, "target `{}` cannot be sent", request.target);
  }
  return {};
}

// All of a request without content, to send it again.
Request copy_of(const Request& request) {
  Request out;
  out.method = request.method;
  out.target = request.target;
  out.scheme = request.scheme;
  out.authority = request.authority;
  out.headers = request.headers;
  out.check_address = request.check_address;
  return out;
}

// Whether content that may be none is left out: a guest's request always has a body to write to.
// Servers need not look for content here, and many take its chunks for the next request (RFC 9110
// section 9.3.1).
bool is_sent_without_content(const Request& request) {
  return !request.body.length() && (request.method == "GET" || request.method == "HEAD");
}

h2::SessionLimits session_limits(const Limits& limits) {
  h2::SessionLimits out;
  out.head_bytes = limits.head_bytes;
  out.fields = limits.fields;
  return out;
}

}  // namespace

Client::Client(ClientWorld world, const Limits& limits)
    : world_(world),
      limits_(limits),
      dialer_(world.net, world.tls, world.clock),
      pool_(world.loop, world.clock, limits_, std::move(world.quotas)),
      turns_(world.loop) {}

async::Task<base::Result<Response>> Client::handle(Request request) {
  CO_TRY(auto response, co_await send(std::move(request)));
  remove_hop_by_hop(&response.headers);
  co_return response;
}

async::Task<base::Result<Response>> Client::send(Request request) {
  CO_TRY_VOID(check(request));
  if (is_sent_without_content(request)) request.body = {};
  CO_TRY(const auto origin, parse_origin(request.scheme, request.authority));
  const auto timeouts = request.timeouts.value_or(limits_.timeouts);
  auto open = find_open(origin, request.check_address);
  if (!open && turns_.is_taken(origin)) {
    CO_TRY_VOID(co_await world::with_deadline(&world_.clock, world_.clock.now() + timeouts.connect,
                                              "connecting to " + origin.text(),
                                              turns_.wait(origin)));
    open = find_open(origin, request.check_address);
  }
  if (!open) co_return co_await send_anew(origin, std::move(request), timeouts);

  std::optional<Request> again;
  if (request.body.empty() && is_idempotent(request.method)) again = copy_of(request);
  auto response = co_await send_over(std::move(*open), origin, std::move(request), timeouts);
  const bool unanswered = !response && response.error().kind() == Kind::unavailable;
  if (!unanswered || !again) co_return response;
  co_return co_await send_anew(origin, std::move(*again), timeouts);
}

std::optional<Client::Open> Client::find_open(const Origin& origin, const AddressCheck& check) {
  if (auto shared = pool_.find_shared(origin, check)) return shared;
  if (auto link = pool_.take(origin, check)) return std::move(*link);
  return std::nullopt;
}

async::Task<base::Result<Response>> Client::send_anew(Origin origin, Request request,
                                                      Timeouts timeouts) {
  CO_TRY(auto open, co_await dial(origin, &request.check_address, timeouts.connect));
  co_return co_await send_over(std::move(open), origin, std::move(request), timeouts);
}

async::Task<base::Result<Client::Open>> Client::dial(Origin origin, const AddressCheck* check,
                                                     world::Duration most) {
  const DialTurns::Turn turn(turns_, origin);
  CO_TRY(auto permit, co_await find_permit(most));
  CO_TRY(auto stream, co_await dialer_.dial(origin, check, most));
  if (stream->alpn() != "h2") {
    turns_.note_unshared(origin);
    co_return Link{std::move(permit), std::move(stream)};
  }
  co_return pool_.share(origin, std::move(permit),
                        std::make_shared<h2::ClientConnection>(
                            world_.loop, world_.clock, std::move(stream), session_limits(limits_)));
}

async::Task<base::Result<Permit>> Client::find_permit(world::Duration most) {
  auto permit = co_await world::with_deadline(&world_.clock, world_.clock.now() + most,
                                              "waiting for a connection", pool_.permit());
  if (permit || permit.error().kind() != Kind::timeout) co_return permit;
  co_return base::fail(Kind::limit, "all outgoing connections are in use, and none was closed");
}

async::Task<base::Result<Response>> Client::send_over(Open open, Origin origin, Request request,
                                                      Timeouts timeouts) {
  if (auto* shared = std::get_if<std::shared_ptr<h2::ClientConnection>>(&open)) {
    return h2::ClientConnection::send(std::move(*shared), std::move(request), timeouts);
  }
  auto give_back = [pool = &pool_, origin](Link kept) { pool->keep(origin, std::move(kept)); };
  auto exchange = std::make_unique<H1Exchange>(
      world_.clock, limits_, timeouts, std::move(std::get<Link>(open)), std::move(give_back));
  return H1Exchange::send(std::move(exchange), std::move(request));
}

}  // namespace http::client
