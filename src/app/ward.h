// Ward: one loop's share of residency. Requests enter() a component and hold a Lease while they use
// its code; what nobody has used for the cooldown is let go.
//
// Used on its loop's thread, except that the Keeper's calls come from the home loop and are posted.
// The hot path (code is here) touches nothing that other threads write.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <optional>

#include "app/keeper.h"
#include "app/residency.h"
#include "async/event.h"
#include "async/loop.h"
#include "async/task_group.h"
#include "world/clock.h"

namespace app {

class Ward;

// The right to use a component's code on this loop. While one lives the component is active.
class Lease {
 public:
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();
  const CodePtr& code() const;

 private:
  friend class Ward;
  Lease(Ward* ward, size_t component) : ward_(ward), component_(component) {}
  Ward* ward_;
  size_t component_;
};

class Ward final : public Holder {
 public:
  // Makes itself known to the keeper, which must outlive it, with `components` numbers in use.
  // `on_asleep` is told when this loop has let a component go.
  Ward(async::Loop& loop, world::Clock& clock, Keeper& keeper, size_t components,
       std::function<void()> on_asleep);
  ~Ward() override;

  // At once, when the code is here.
  std::optional<Lease> try_enter(size_t component);
  // Told just before this loop lets the component's code go; nothing may hold it afterwards. One
  // listener per component; null takes it back.
  void on_release(size_t component, std::function<void()> listener);
  // Wakes the component first when it must.
  async::Task<base::Result<Lease>> enter(size_t component);

  void answer(size_t component, base::Result<CodePtr> code) override;
  void let_go(size_t component, Reason reason) override;
  bool is_active(size_t component) const override;

 private:
  friend class Lease;
  struct Slot {
    CodePtr code;
    size_t leases = 0;
    std::atomic<bool> active = false;  // leases > 0, for the keeper
    world::TimePoint idle_since;
    bool asked = false;
    size_t answers = 0;  // how many have come, so that a waiter knows its own
    std::optional<base::Error> failure;
    async::Event changed;
    std::function<void()> on_release;
  };

  void leave(size_t component);
  void receive(size_t component, base::Result<CodePtr> code);
  void release_if_idle(size_t component, Reason reason);
  async::Task<> cool_down();
  std::optional<world::TimePoint> find_next_cooldown();

  async::Loop& loop_;
  world::Clock& clock_;
  Keeper& keeper_;
  std::deque<Slot> slots_;
  std::function<void()> on_asleep_;
  async::Event code_came_;
  async::TaskGroup work_;
};

}  // namespace app
