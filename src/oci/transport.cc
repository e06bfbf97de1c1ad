#include "oci/transport.h"

#include "oci/redirect.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

// How long a registry may keep silent.
constexpr http::Timeouts timeouts = {.connect = std::chrono::seconds(15),
                                     .first_byte = std::chrono::minutes(2),
                                     .between_bytes = std::chrono::minutes(1)};

std::optional<std::chrono::seconds> retry_after(const http::Response& response,
                                                world::WallTime now) {
  const auto field = response.headers.find("retry-after");
  return field ? parse_retry_after(*field, now) : std::nullopt;
}

}  // namespace

std::vector<std::string> field_values(const http::Fields& fields, std::string_view name) {
  std::vector<std::string> out;
  for (const auto value : fields.find_all(name)) out.emplace_back(value);
  return out;
}

Task<Result<http::Response>> Transport::send(Ask ask) {
  for (int attempt = 1;; ++attempt) {
    auto response = co_await send_authorized(ask);
    const bool passing = response ? may_pass(response->status) : may_pass(response.error().kind());
    if (!passing || ask.again == Ask::Again::never) co_return response;
    const auto asked = response ? retry_after(*response, tools_.clock.wall()) : std::nullopt;
    const auto wait = plan_retry(patience_, attempt, asked);
    if (!wait) co_return response;
    base::log(tools_.log, base::Level::info, "oci", "{} {}: {}; trying again in {} ms", ask.method,
              ask.url.text_without_query(),
              response ? base::format("status {}", response->status) : response.error().message(),
              wait->count());
    response = http::Response();  // lets the connection go while we wait
    co_await tools_.clock.sleep_until(tools_.clock.now() + *wait);
  }
}

Task<Result<http::Response>> Transport::send_authorized(Ask ask) {
  const auto carried = authorizer_.field();
  CO_TRY(auto response, co_await send_once(ask));
  if (response.status != 401 || !is_registry(ask.url)) co_return response;
  auto challenges = field_values(response.headers, "www-authenticate");
  response = http::Response();
  CO_TRY_VOID(co_await authorizer_.answer(registry_, std::move(challenges), carried));
  CO_TRY(auto second, co_await send_once(std::move(ask)));
  if (second.status == 401) co_return std::unexpected(authorizer_.denied());
  co_return second;
}

Task<Result<http::Response>> Transport::send_once(Ask ask) {
  for (int redirects = 0;; ++redirects) {
    http::Request request;
    request.method = ask.method;
    request.scheme = ask.url.scheme;
    request.authority = ask.url.authority;
    request.target = ask.url.target;
    request.headers = ask.headers;
    request.headers.set("user-agent", "torpor");
    if (is_registry(ask.url) && !authorizer_.field().empty()) {
      request.headers.set("authorization", authorizer_.field());
    }
    if (ask.body) request.body = ask.body();
    request.timeouts = timeouts;
    CO_TRY(auto response, co_await tools_.http.handle(std::move(request)));
    if (ask.method != "GET" && ask.method != "HEAD") co_return response;
    CO_TRY(auto next, find_redirect(ask.url, response, redirects));
    if (!next) co_return response;
    ask.url = std::move(*next);
  }
}

}  // namespace oci
