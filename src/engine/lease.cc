#include "engine/lease.h"

namespace engine {
namespace {

async::Task<base::Result<async::Slots::Slot>> wait_for_slot(async::Loop* loop,
                                                            async::Slots* slots) {
  co_return co_await slots->wait(loop);
}

}  // namespace

async::Task<base::Result<async::Slots::Slot>> take_slot(InstanceContext context,
                                                        world::TimePoint until, const Code* code) {
  auto slot = co_await world::with_deadline(&context.clock, until, "a free instance",
                                            wait_for_slot(&context.loop, &code->slots()));
  if (slot) co_return slot;
  co_return base::fail(base::Kind::limit, "no free instance: {}", slot.error().message());
}

}  // namespace engine
