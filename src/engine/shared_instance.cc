#include "engine/shared_instance.h"

#include "async/yield.h"
#include "engine/border_grants.h"

namespace engine {

const bridge_host_table SharedInstance::table = {.wake = &SharedInstance::on_wake,
                                                 .output = &SharedInstance::on_output,
                                                 .send = &SharedInstance::on_send};

SharedInstance::SharedInstance(InstanceContext context, Lease lease)
    : loop_(context.loop),
      signal_(context.loop),
      setter_(signal_.setter()),
      errands_(context, std::move(lease)) {}

SharedInstance::~SharedInstance() = default;

base::Result<std::shared_ptr<SharedInstance>> SharedInstance::create(InstanceContext context,
                                                                     Lease lease,
                                                                     const Limits& limits) {
  // Shared by its tasks and by the shelf.
  std::shared_ptr<SharedInstance> made(new SharedInstance(context, std::move(lease)));
  const auto& held = made->errands_.lease();
  const BorderGrants grants(held.grants, limits);
  bridge_error error;
  made->shared_.reset(
      bridge_shared_new(held.code->get(), grants.get(), &table, made.get(), &error));
  if (!made->shared_) return std::unexpected(take(error, context.log));
  made->driving_.emplace(made->drive());
  return made;
}

// What no poll of a task brings on: the guest's waits, and what it does after it has answered.
async::Task<> SharedInstance::drive() {
  for (;;) {
    co_await signal_.wait();
    co_await async::yield(loop_);  // a guest that computes wakes itself at once
    bridge_shared_run(shared_.get());
    errands_.start();
  }
}

bool SharedInstance::is_ready() const {
  const auto condition = bridge_shared_condition(shared_.get());
  return condition == BRIDGE_SHARED_IDLE || condition == BRIDGE_SHARED_READY;
}

bool SharedInstance::is_idle() const {
  return bridge_shared_condition(shared_.get()) == BRIDGE_SHARED_IDLE;
}

bool SharedInstance::has_ended() const {
  return bridge_shared_condition(shared_.get()) == BRIDGE_SHARED_ENDED;
}

void SharedInstance::on_wake(void* self) {
  static_cast<SharedInstance*>(self)->setter_.set();
}

void SharedInstance::on_output(void* self, int stream, bridge_slice bytes) {
  static_cast<SharedInstance*>(self)->errands_.write(stream, bytes);
}

void SharedInstance::on_send(void* self, const bridge_outgoing* request,
                             bridge_exchange* exchange) {
  static_cast<SharedInstance*>(self)->errands_.send(*request, exchange);
}

}  // namespace engine
