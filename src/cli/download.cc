#include "cli/download.h"

#include "http/client/client.h"
#include "oci/redirect.h"
#include "oci/url.h"
#include "world/lazy_tls_client.h"
#include "world/net.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr auto longest = std::chrono::minutes(10);

http::Request request_for(const oci::Url& url) {
  http::Request out;
  out.scheme = url.scheme;
  out.authority = url.authority;
  out.target = url.target;
  out.headers.set("user-agent", "torpor");
  return out;
}

Result<> check(int status) {
  if (status == 200) return {};
  const auto kind = status == 404                    ? Kind::not_found
                    : status == 401 || status == 403 ? Kind::denied
                                                     : Kind::unavailable;
  return base::fail(kind, "the server answers with status {}", status);
}

Task<Result<base::Bytes>> fetch(http::Service* client, oci::Url url, uint64_t most) {
  for (int redirects = 0;; ++redirects) {
    CO_TRY(auto response, co_await client->handle(request_for(url)));
    CO_TRY(auto next, oci::find_redirect(url, response, redirects));
    if (next) {
      url = std::move(*next);
      continue;
    }
    CO_TRY_VOID(check(response.status));
    co_return co_await http::read_all(std::move(response.body), most);
  }
}

Task<Result<>> fetch_into(http::Service* client, world::Clock* clock, oci::Url url, uint64_t most,
                          base::Bytes* into) {
  CO_TRY(*into, co_await world::with_deadline(clock, clock->now() + longest, "the download",
                                              fetch(client, std::move(url), most)));
  co_return Result<>();
}

}  // namespace

bool is_url(std::string_view place) {
  return place.starts_with("http://") || place.starts_with("https://");
}

Result<base::Bytes> download(Foreground& foreground, const std::string& url, uint64_t most) {
  const auto parsed = oci::Url::parse(url);
  if (!parsed) return base::fail(Kind::invalid, "`{}` is no URL that can be fetched", url);
  async::Threads resolvers(1);
  const auto net = world::real_net(foreground.loop(), resolvers);
  const auto tls = world::lazy_tls_client({});
  http::client::Client client({foreground.loop(), foreground.clock(), *net, *tls});
  base::Bytes out;
  auto done = foreground.run(fetch_into(&client, &foreground.clock(), *parsed, most, &out));
  if (!done) return base::pass(std::move(done).error(), parsed->text_without_query());
  return out;
}

}  // namespace cli
