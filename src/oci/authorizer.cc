#include "oci/authorizer.h"

#include "data/base64.h"
#include "data/json.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

constexpr size_t most_token_bytes = 256 * 1024;

// Puts a flag back, whatever ends the work, and tells those who wait for it.
class Renewing {
 public:
  Renewing(bool* flag, async::Event* event) : flag_(flag), event_(event) { *flag_ = true; }
  Renewing(const Renewing&) = delete;
  ~Renewing() {
    *flag_ = false;
    event_->notify_all();
  }

 private:
  bool* flag_;
  async::Event* event_;
};

Result<std::string> parse_token(std::string_view body) {
  const auto json = data::parse_json(body);
  const auto* token = json ? json->find_string("token") : nullptr;
  if (json && !token) token = json->find_string("access_token");
  if (token && !token->empty() && http::is_field_value(*token)) return *token;
  return base::fail(Kind::protocol, "its token server answered without a token");
}

}  // namespace

std::string Subject::scope() const {
  return base::format("repository:{}:{}", repository,
                      access == Access::push ? "pull,push" : "pull");
}

Task<Result<>> Authorizer::answer(Url registry, std::vector<std::string> challenges,
                                  std::string refused) {
  while (renewing_) co_await renewed_.wait();
  if (field_ != refused) co_return Result<>();
  const Renewing renewing(&renewing_, &renewed_);
  co_return co_await renew(std::move(registry), std::move(challenges));
}

Task<Result<>> Authorizer::renew(Url registry, std::vector<std::string> challenges) {
  bool takes_basic = false;
  for (const auto& field : challenges) {
    for (auto& challenge : parse_challenges(field)) {
      if (challenge.scheme == "bearer" && challenge.find("realm")) {
        co_return co_await fetch_token(std::move(registry), std::move(challenge));
      }
      takes_basic |= challenge.scheme == "basic";
    }
  }
  if (!takes_basic) {
    co_return base::fail(Kind::unsupported, "{} asks for an authentication that torpor has not",
                         subject_.host);
  }
  if (!credentials_ || field_ == basic()) co_return std::unexpected(denied());
  field_ = basic();
  co_return Result<>();
}

Task<Result<>> Authorizer::fetch_token(Url registry, Challenge challenge) {
  CO_TRY(auto url, Url::parse(*challenge.find("realm")));
  if (credentials_ && registry.scheme == "https" && url.scheme != "https") {
    co_return base::fail(Kind::denied,
                         "{} wants the password sent to {} without encryption; torpor does not",
                         subject_.host, url.text_without_query());
  }
  if (const auto* service = challenge.find("service")) url = url.with_query("service", *service);
  if (!subject_.repository.empty()) url = url.with_query("scope", subject_.scope());
  http::Request request;
  request.scheme = url.scheme;
  request.authority = url.authority;
  request.target = url.target;
  request.headers.add("user-agent", "torpor");
  request.headers.add("accept", "application/json");
  if (credentials_) request.headers.add("authorization", basic());
  auto response = co_await http_.handle(std::move(request));
  if (!response) {
    co_return base::pass(std::move(response).error(),
                         base::format("asking {} for a token", url.authority));
  }
  const int status = response->status;
  if (status == 401 || status == 403) co_return std::unexpected(denied());
  if (status != 200) {
    co_return base::fail(status == 429 || status >= 500 ? Kind::unavailable : Kind::protocol,
                         "{} answered {} when asked for a token", url.authority, status);
  }
  CO_TRY(const auto body, co_await http::read_all(std::move(response->body), most_token_bytes));
  CO_TRY(const auto token, parse_token(body));
  field_ = "Bearer " + token;
  co_return Result<>();
}

std::string Authorizer::basic() const {
  const auto pair = base::format("{}:{}", credentials_->user, credentials_->password);
  return "Basic " + data::encode_base64(pair);
}

base::Error Authorizer::denied() const {
  const auto what =
      subject_.repository.empty()
          ? std::string("access")
          : base::format("to {} `{}`", subject_.access == Access::push ? "push to" : "pull",
                         subject_.repository);
  if (!credentials_) {
    return {Kind::denied,
            base::format("{} refuses {} without a log-in, or there is no such repository; log in "
                         "with: torpor registry login {}",
                         subject_.host, what, subject_.host)};
  }
  return {Kind::denied,
          base::format("{} refuses user `{}` {}: the password is wrong, or the user lacks the "
                       "right; log in again with: torpor registry login {}",
                       subject_.host, credentials_->user, what, subject_.host)};
}

}  // namespace oci
