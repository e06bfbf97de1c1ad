#include "engine/instance.h"

#include "engine/guest.h"
#include "engine/respond.h"

namespace engine {

async::Task<base::Result<http::Response>> run_instance(InstanceContext context,
                                                       std::shared_ptr<const Code> code,
                                                       std::shared_ptr<const Grants> grants,
                                                       std::shared_ptr<GuestOutput> output,
                                                       Limits limits, http::Request request) {
  const auto until = context.clock.now() + limits.deadline;
  auto slot = code->slots().find_free();
  if (!slot) {
    CO_TRY(auto waited, co_await take_slot(context, until, code.get()));
    slot = std::move(waited);
  }
  const auto content = request.method == "HEAD" ? Content::unwanted : Content::wanted;
  Lease lease{std::move(code), std::move(*slot), std::move(grants), std::move(output)};
  CO_TRY(auto guest, Guest::create(context, std::move(lease), limits, std::move(request)));
  CO_TRY(auto head,
         co_await world::with_deadline(&context.clock, until, "the guest", guest->head()));
  co_return co_await respond(context, limits, std::move(guest), std::move(head), content);
}

}  // namespace engine
