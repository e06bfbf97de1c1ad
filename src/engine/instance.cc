#include "engine/instance.h"

#include "engine/guest.h"
#include "engine/instance_body.h"

namespace engine {
namespace {

async::Task<base::Result<Slots::Slot>> wait_for_slot(async::Loop* loop, Slots* slots) {
  co_return co_await slots->wait(loop);
}

base::Error busy(const base::Error& error) {
  return {base::Kind::limit, "no free instance: " + error.message()};
}

// The response of a guest that has set its head. One that has returned as well, with all of its
// body at hand, need not wait for its reader: the instance is gone before the first byte is sent.
async::Task<base::Result<http::Response>> respond(InstanceContext context, Limits limits,
                                                  std::unique_ptr<Guest> guest, Guest::Head head,
                                                  bool has_content) {
  http::Response response{head.status, std::move(head.headers), {}};
  const auto length = http::find_content_length(response.headers);
  response.headers.remove("content-length");  // framing is the server's
  std::optional<base::Result<base::View>> first;
  if (has_content && guest->has_ended()) {
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

}  // namespace

async::Task<base::Result<http::Response>> run_instance(InstanceContext context,
                                                       std::shared_ptr<const Code> code,
                                                       std::shared_ptr<const Grants> grants,
                                                       std::shared_ptr<GuestOutput> output,
                                                       Limits limits, http::Request request) {
  const auto until = context.clock.now() + limits.deadline;
  auto slot = code->slots().find_free();
  if (!slot) {
    auto waited = co_await world::with_deadline(&context.clock, until, "a free instance",
                                                wait_for_slot(&context.loop, &code->slots()));
    if (!waited) co_return std::unexpected(busy(waited.error()));
    slot = std::move(*waited);
  }
  const bool has_content = request.method != "HEAD";
  Lease lease{std::move(code), std::move(*slot), std::move(grants), std::move(output)};
  CO_TRY(auto guest, Guest::create(context, std::move(lease), limits, std::move(request)));
  CO_TRY(auto head,
         co_await world::with_deadline(&context.clock, until, "the guest", guest->head()));
  co_return co_await respond(context, limits, std::move(guest), std::move(head), has_content);
}

}  // namespace engine
