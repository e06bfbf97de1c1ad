#include "oci/redirect.h"

namespace oci {
namespace {

using base::Kind;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

base::Result<std::optional<Url>> find_redirect(const Url& asked, const http::Response& response,
                                               int redirects) {
  const auto location = response.headers.find("location");
  if (!is_redirect(response.status) || !location) return std::nullopt;
  if (redirects == most_redirects) {
    return base::fail(Kind::protocol, "{} sends from one place to the next and never arrives",
                      asked.authority);
  }
  TRY(auto next, asked.resolve(*location));
  if (asked.scheme == "https" && next.scheme != "https") {
    return base::fail(Kind::denied, "{} sends to {}, which is not encrypted", asked.authority,
                      next.text_without_query());
  }
  return next;
}

}  // namespace oci
