#include "app/ward.h"

#include <algorithm>
#include <utility>

#include "world/memory.h"

namespace app {

Lease::Lease(Lease&& other) noexcept
    : ward_(std::exchange(other.ward_, nullptr)), component_(other.component_) {}

Lease::~Lease() {
  if (ward_) ward_->leave(component_);
}

const CodePtr& Lease::code() const {
  return ward_->slots_[component_].code;
}

Ward::Ward(async::Loop& loop, world::Clock& clock, Keeper& keeper, size_t components,
           std::function<void()> on_asleep)
    : loop_(loop),
      clock_(clock),
      keeper_(keeper),
      slots_(components),
      on_asleep_(std::move(on_asleep)) {
  keeper_.add_holder(this);
  if (keeper_.options().cooldown) work_.spawn("cooldown", cool_down());
}

Ward::~Ward() = default;

void Ward::on_release(size_t component, std::function<void()> listener) {
  slots_[component].on_release = std::move(listener);
}

std::optional<Lease> Ward::try_enter(size_t component) {
  auto& slot = slots_[component];
  if (!slot.code) return std::nullopt;
  if (slot.leases++ == 0) {
    slot.active.store(true, std::memory_order_relaxed);
    keeper_.observer().changed(
        {keeper_.name(component), Residency::loaded, Residency::active, Reason::request});
  }
  return Lease(this, component);
}

async::Task<base::Result<Lease>> Ward::enter(size_t component) {
  auto& slot = slots_[component];
  if (auto lease = try_enter(component)) co_return std::move(*lease);
  if (!slot.asked) {
    slot.asked = true;
    keeper_.request(component, this);
  }
  const size_t answers = slot.answers;
  while (slot.answers == answers) co_await slot.changed.wait();
  if (auto lease = try_enter(component)) co_return std::move(*lease);
  co_return std::unexpected(*slot.failure);
}

void Ward::answer(size_t component, base::Result<CodePtr> code) {
  loop_.post(
      [this, component, code = std::move(code)]() mutable { receive(component, std::move(code)); });
}

void Ward::receive(size_t component, base::Result<CodePtr> code) {
  auto& slot = slots_[component];
  slot.asked = false;
  ++slot.answers;
  if (code) {
    slot.code = std::move(*code);
    slot.idle_since = clock_.now();
  } else {
    slot.failure = std::move(code).error();
  }
  slot.changed.notify_all();
  if (slot.code) code_came_.notify_all();
}

void Ward::leave(size_t component) {
  auto& slot = slots_[component];
  if (--slot.leases > 0) return;
  slot.active.store(false, std::memory_order_relaxed);
  slot.idle_since = clock_.now();
  keeper_.touched(component, slot.idle_since);
  keeper_.observer().changed(
      {keeper_.name(component), Residency::active, Residency::loaded, Reason::finished});
}

void Ward::let_go(size_t component, Reason reason) {
  loop_.post([this, component, reason] { release_if_idle(component, reason); });
}

bool Ward::is_active(size_t component) const {
  return slots_[component].active.load(std::memory_order_relaxed);
}

void Ward::release_if_idle(size_t component, Reason reason) {
  auto& slot = slots_[component];
  if (!slot.code || slot.leases > 0) return;
  if (slot.on_release) slot.on_release();
  slot.code.reset();
  world::trim_heap();
  keeper_.released(component, reason);
  on_asleep_();
}

// Earliest time at which something may have been idle for long enough. What is active now can be
// idle from now on, so one cooldown ahead is soon enough for it.
std::optional<world::TimePoint> Ward::find_next_cooldown() {
  std::optional<world::TimePoint> next;
  for (const auto& slot : slots_) {
    if (!slot.code) continue;
    const auto idle_since = slot.leases > 0 ? clock_.now() : slot.idle_since;
    const auto due = idle_since + *keeper_.options().cooldown;
    if (!next || due < *next) next = due;
  }
  return next;
}

async::Task<> Ward::cool_down() {
  for (;;) {
    const auto next = find_next_cooldown();
    if (!next) {
      co_await code_came_.wait();
      continue;
    }
    co_await clock_.sleep_until(*next);
    const auto cold = clock_.now() - *keeper_.options().cooldown;
    for (size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].idle_since <= cold) release_if_idle(i, Reason::cooldown);
    }
  }
}

}  // namespace app
