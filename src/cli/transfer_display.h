// How a push or a pull looks: a bar for each layer that moves on a terminal, a plain line for each
// that has arrived elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "cli/console.h"
#include "oci/progress.h"

namespace cli {

class TransferDisplay final : public oci::TransferProgress {
 public:
  // `verb`: "Pushed", "Pulled". The console outlives it.
  TransferDisplay(const Console& console, std::string verb)
      : console_(console), verb_(std::move(verb)) {}
  ~TransferDisplay() override { erase(); }

  void started(const oci::Descriptor& blob) override;
  void there_already(const oci::Descriptor& blob) override;
  void moved(const oci::Descriptor& blob, uint64_t bytes) override;
  void finished(const oci::Descriptor& blob) override;

  // Takes the bars away, before anything else is written. "3 layers, 12.3 MB; 2 there already"
  std::string finish();
  // Writes something else while no bars are shown. Any thread.
  void aside(const std::function<void(const Console&)>& write);

 private:
  struct Moving {
    std::string name;
    uint64_t size = 0, bytes = 0;
  };
  void draw_now_and_then();
  void erase();

  const Console& console_;
  const std::string verb_;
  std::mutex mutex_;  // guards what follows
  std::map<oci::Digest, Moving> moving_;
  size_t moved_blobs_ = 0, there_ = 0;
  uint64_t moved_bytes_ = 0;
  size_t lines_ = 0;  // drawn, and to be erased
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace cli
