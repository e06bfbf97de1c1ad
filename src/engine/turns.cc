#include "engine/turns.h"

namespace engine {

Turns::Turns(InstanceContext context)
    : context_(context), signal_(context.loop), setter_(signal_.setter()) {}

async::Task<> Turns::next(bool again) {
  if (again) context_.loop.post([setter = setter_] { setter.set(); });
  co_await signal_.wait();
}

std::unexpected<base::Error> Turns::fail(bridge_error& error) {
  return std::unexpected(take(error, context_.log));
}

}  // namespace engine
