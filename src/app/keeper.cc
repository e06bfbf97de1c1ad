#include "app/keeper.h"

#include <algorithm>

#include "base/check.h"
#include "world/memory.h"

namespace app {

namespace {

constexpr auto rest_after = std::chrono::milliseconds(500);
// Code of so many bytes is mapped sooner than another thread would have woken up for it.
constexpr uint64_t mapped_at_home = 512 * 1024;

// A component that cannot be loaded is no fault of the request that needs it.
base::Error as_seen_by_a_request(const base::Error& error) {
  const bool passes = error.kind() == base::Kind::limit || error.kind() == base::Kind::unavailable;
  return {passes ? error.kind() : base::Kind::internal, error.message()};
}

}  // namespace

Keeper::Keeper(KeeperWorld world, ResidencyOptions options) : world_(world), options_(options) {}
Keeper::~Keeper() = default;

size_t Keeper::add(std::string name) {
  components_.emplace_back();
  components_.back().name = std::move(name);
  return components_.size() - 1;
}

void Keeper::deliver(size_t component, Sleeper sleeper) {
  world_.home.post([this, component, sleeper = std::move(sleeper)]() mutable {
    components_[component].sleeper = std::move(sleeper);
  });
}

void Keeper::add_holder(Holder* holder) {
  holders_.push_back(holder);
}

void Keeper::request(size_t component, Holder* holder) {
  world_.home.post([this, component, holder] { request_at_home(component, holder); });
}

void Keeper::released(size_t component, Reason reason) {
  world_.home.post([this, component, reason] { released_at_home(component, reason); });
}

void Keeper::touched(size_t component, world::TimePoint when) {
  components_[component].last_used.store(when, std::memory_order_relaxed);
}

void Keeper::request_at_home(size_t number, Holder* holder) {
  auto& component = components_[number];
  if (auto code = component.loaded.lock(); code && component.holders > 0) {
    ++component.holders;
    holder->answer(number, std::move(code));
    return;
  }
  component.waiting.push_back(holder);
  if (component.loading) return;
  component.loading = true;
  if (resident_at_first_load_ == 0) resident_at_first_load_ = world::resident_bytes();
  work_.spawn("load", load(number));
}

async::Task<> Keeper::load(size_t number) {
  auto& component = components_[number];
  const auto began = world_.clock.now();
  make_room_for(number);
  auto code = component.sleeper.size <= mapped_at_home
                  ? component.sleeper.load()
                  : co_await async::offload(&world_.loaders, &world_.home,
                                            [&component] { return component.sleeper.load(); });
  component.loading = false;
  if (code) {
    component.loaded = *code;
    touched(number, world_.clock.now());
    world_.observer.changed({component.name, Residency::asleep, Residency::loaded, Reason::request,
                             world_.clock.now() - began});
  } else {
    base::log(world_.log, base::Level::error, "app", "{} cannot be loaded: {}", component.name,
              code.error().message());
    code = std::unexpected(as_seen_by_a_request(code.error()));
  }
  hand_out(component, number, code);
}

void Keeper::hand_out(Component& component, size_t number, const base::Result<CodePtr>& code) {
  const auto waiting = std::exchange(component.waiting, {});
  if (code) component.holders += waiting.size();
  for (auto* holder : waiting) holder->answer(number, code);
}

void Keeper::released_at_home(size_t number, Reason reason) {
  auto& component = components_[number];
  CHECK(component.holders > 0);
  if (--component.holders > 0) return;
  world_.loaders.run([] { world::trim_heap(); });
  if (bytes_loaded() == 0 && !resting_) work_.spawn("rest", rest());
  world_.observer.changed({component.name, Residency::loaded, Residency::asleep, reason});
}

// When everything has been asleep for a moment, the code of the engine need not stay either, beyond
// what this process held before its first request. Below that it stays: a wake is quicker while it
// is here. That of the start is let go by the first sleep, so that later ones are below.
async::Task<> Keeper::rest() {
  resting_ = true;
  co_await world_.clock.sleep_until(world_.clock.now() + rest_after);
  resting_ = false;
  if (bytes_loaded() > 0) co_return;
  world_.loaders.run([most = resident_at_first_load_] {
    if (world::resident_bytes() > most) world::release_program_pages();
  });
}

uint64_t Keeper::bytes_loaded() const {
  uint64_t total = 0;
  for (const auto& c : components_) total += c.holders > 0 || c.loading ? c.sleeper.size : 0;
  return total;
}

std::vector<size_t> Keeper::idle_longest_first() const {
  std::vector<size_t> idle;
  for (size_t i = 0; i < components_.size(); ++i) {
    const bool active =
        std::ranges::any_of(holders_, [i](const auto* holder) { return holder->is_active(i); });
    if (components_[i].holders > 0 && !active) idle.push_back(i);
  }
  std::ranges::sort(idle, {}, [this](size_t i) {
    return components_[i].last_used.load(std::memory_order_relaxed);
  });
  return idle;
}

// Asks for as many of the least recently used as the budget needs. A component that is active
// stays: the budget bends before a request fails.
void Keeper::make_room_for(size_t number) {
  uint64_t total = bytes_loaded();
  for (const size_t i : idle_longest_first()) {
    if (total <= options_.memory_budget) return;
    if (i == number) continue;
    total -= components_[i].sleeper.size;
    for (auto* holder : holders_) holder->let_go(i, Reason::budget);
  }
}

}  // namespace app
