#include "engine/respond.h"

#include <optional>

#include "engine/instance_body.h"

namespace engine {

async::Task<base::Result<http::Response>> respond(InstanceContext context, Limits limits,
                                                  std::unique_ptr<Answer> guest, Answer::Head head,
                                                  Content content) {
  http::Response response{head.status, std::move(head.headers), {}};
  const auto length = http::find_content_length(response.headers);
  response.headers.remove("content-length");  // framing is the server's
  std::optional<base::Result<base::View>> first;
  if (content == Content::wanted && guest->is_at_hand()) {
    first = co_await guest->read();
    if (*first && guest->is_complete() && (*first)->size() == length.value_or((*first)->size())) {
      response.body = http::Body::of(std::string(**first));
      co_return response;
    }
  }
  auto body = std::make_unique<InstanceBody>(context, limits.deadline, std::move(guest), length);
  if (first) body->set_first(std::move(*first));
  response.body = {std::move(body), length};
  co_return response;
}

}  // namespace engine
