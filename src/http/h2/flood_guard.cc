#include "http/h2/flood_guard.h"

#include <algorithm>

namespace http::h2 {

FloodGuard::FloodGuard(const world::Clock& clock) : clock_(clock) {
  resets_.filled = controls_.filled = clock.now();
}

bool FloodGuard::allow(Nuisance nuisance) {
  switch (nuisance) {
    case Nuisance::reset:
      return pay(resets_);
    case Nuisance::control:
      return pay(controls_);
  }
  __builtin_unreachable();
}

bool FloodGuard::pay(Purse& purse) {
  const auto now = clock_.now();
  const std::chrono::duration<double> passed = now - purse.filled;
  purse.filled = now;
  purse.left = std::min(purse.most, purse.left + passed.count() * purse.per_second);
  if (purse.left < 1) return false;
  purse.left -= 1;
  return true;
}

}  // namespace http::h2
