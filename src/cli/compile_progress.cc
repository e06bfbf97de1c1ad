#include "cli/compile_progress.h"

#include <algorithm>
#include <cmath>

#include "cli/size_text.h"

namespace cli {
namespace {

using std::chrono::steady_clock;

constexpr auto patience = std::chrono::milliseconds(300);  // shorter work needs no bar
constexpr double bytes_per_second = 0.8e6;                 // of wasm, per component

// Nears one and never reaches it.
double share_done(uint64_t bytes, steady_clock::duration elapsed) {
  const double expected = static_cast<double>(bytes) / bytes_per_second;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  return 1 - std::exp(-2 * seconds / std::max(expected, 0.1));
}

}  // namespace

CompileProgress::~CompileProgress() {
  painter_.request_stop();
  changed_.notify_all();
}

void CompileProgress::started(const std::string& component, uint64_t wasm_bytes) {
  const std::lock_guard lock(mutex_);
  running_[component] = {wasm_bytes, steady_clock::now()};
  if (!console_.err_is_terminal()) {
    console_.err(base::format("Compiling {} ({}), once\n", component, size_text(wasm_bytes)));
    return;
  }
  if (!painter_.joinable()) {
    painter_ = std::jthread([this](std::stop_token stop) { draw_until_stopped(stop); });
  }
}

void CompileProgress::finished(const std::string& component) {
  const std::lock_guard lock(mutex_);
  const auto work = running_.extract(component);
  if (!console_.err_is_terminal() || work.empty()) return;
  const auto elapsed = steady_clock::now() - work.mapped().began;
  if (elapsed < patience) return;
  erase();
  console_.err(base::format("Compiled {} in {:.1f} s\n", component,
                            std::chrono::duration<double>(elapsed).count()));
}

void CompileProgress::draw_until_stopped(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; });
    erase();
    draw(steady_clock::now());
  }
  erase();
}

void CompileProgress::draw(steady_clock::time_point now) {
  constexpr int width = 24;
  for (const auto& [component, work] : running_) {
    const auto elapsed = now - work.began;
    if (elapsed < patience) continue;
    const double share = share_done(work.bytes, elapsed);
    const int full = static_cast<int>(share * width);
    console_.err(base::format("Compiling {} ({}) [{}{}] {:.0f}%", component, size_text(work.bytes),
                              std::string(static_cast<size_t>(full), '#'),
                              std::string(static_cast<size_t>(width - full), '.'), share * 100));
    drawn_ = true;
    return;  // one line: the others wait their turn
  }
}

void CompileProgress::erase() {
  if (std::exchange(drawn_, false)) console_.err("\r\x1b[K");
}

}  // namespace cli
