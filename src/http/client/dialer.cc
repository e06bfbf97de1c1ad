#include "http/client/dialer.h"

#include <utility>
#include <vector>

#include "http/failure.h"

namespace http::client {

using base::Kind;

async::Task<base::Result<std::unique_ptr<world::Stream>>> Dialer::dial(Origin origin,
                                                                       const AddressCheck* check,
                                                                       world::Duration most) {
  const auto end = clock_.now() + most;
  CO_TRY(auto addresses, co_await world::with_deadline(&clock_, end, "finding " + origin.host,
                                                       find_addresses(origin, check)));
  CO_TRY(auto stream, co_await connect_to_one(std::move(addresses), end));
  if (origin.scheme == Scheme::http) co_return stream;
  co_return co_await world::with_deadline(&clock_, end, "TLS with " + origin.host,
                                          secure(std::move(stream), origin.host));
}

async::Task<base::Result<std::vector<base::Endpoint>>> Dialer::find_addresses(
    Origin origin, const AddressCheck* check) {
  CO_TRY(const auto found, co_await net_.resolve(origin.host));
  std::vector<base::Endpoint> allowed;
  base::Error why(Kind::not_found, base::format("host `{}` has no address", origin.host));
  for (const auto& address : found) {
    const base::Endpoint endpoint{address, origin.port};
    auto checked = *check ? (*check)(endpoint) : base::Result<>();
    if (checked) {
      allowed.push_back(endpoint);
    } else {
      why = std::move(checked).error();
    }
  }
  if (allowed.empty()) co_return std::unexpected(std::move(why));
  co_return allowed;
}

async::Task<base::Result<Dialer::Stream>> Dialer::connect_to_one(
    std::vector<base::Endpoint> addresses, world::TimePoint end) {
  base::Error why(Kind::unavailable, "no address to connect to");
  for (size_t i = 0; i < addresses.size(); ++i) {
    // A silent address must leave time for the others.
    const auto share = (end - clock_.now()) / static_cast<int>(addresses.size() - i);
    auto stream = co_await world::with_deadline(&clock_, clock_.now() + share,
                                                "connecting to " + addresses[i].text(),
                                                net_.connect(addresses[i]));
    if (stream) co_return stream;
    why = std::move(stream).error();
  }
  co_return std::unexpected(std::move(why));
}

async::Task<base::Result<Dialer::Stream>> Dialer::secure(Stream plain, std::string host) {
  auto secured = co_await tls_.connect(std::move(plain), host, {"h2", "http/1.1"});
  if (secured) co_return secured;
  const auto kind = secured.error().kind();
  const auto what = kind == Kind::denied ? Failure::certificate : Failure::tls;
  co_return std::unexpected(
      failure(what, kind == Kind::closed ? Kind::unavailable : kind, secured.error().message()));
}

}  // namespace http::client
