// A progress bar while components compile: on a terminal only; a plain line each elsewhere.
//
// Cranelift does not say how far it is, so the bar's length is an estimate from the component's
// size and this machine's pace; it waits just short of the end until the work is done.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "app/preparation.h"
#include "cli/console.h"

namespace cli {

class CompileProgress final : public app::CompileProgress {
 public:
  explicit CompileProgress(const Console& console) : console_(console) {}
  ~CompileProgress() override;

  void started(const std::string& component, uint64_t wasm_bytes) override;
  void finished(const std::string& component) override;

 private:
  struct Work {
    uint64_t bytes;
    std::chrono::steady_clock::time_point began;
  };
  void draw_until_stopped(std::stop_token stop);
  void draw(std::chrono::steady_clock::time_point now);
  void erase();

  const Console& console_;
  std::mutex mutex_;  // guards what follows: components compile on several threads
  std::condition_variable_any changed_;
  std::map<std::string, Work> running_;
  bool drawn_ = false;
  std::jthread painter_;
};

}  // namespace cli
