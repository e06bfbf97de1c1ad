// How a push or a pull looks: a bar for each layer that moves on a terminal, a plain line for each
// that has arrived elsewhere.
#pragma once

#include <map>
#include <string>

#include "cli/console.h"
#include "oci/progress.h"
#include "world/clock.h"

namespace cli {

class TransferDisplay final : public oci::TransferProgress {
 public:
  // `verb`: "Pushed", "Pulled". Console and clock outlive it.
  TransferDisplay(const Console& console, const world::Clock& clock, std::string verb)
      : console_(console), clock_(clock), verb_(std::move(verb)) {}
  ~TransferDisplay() override { erase(); }

  void started(const oci::Descriptor& blob) override;
  void there_already(const oci::Descriptor& blob) override;
  void moved(const oci::Descriptor& blob, uint64_t bytes) override;
  void finished(const oci::Descriptor& blob) override;

  // Takes the bars away, before anything else is written. "3 layers, 12.3 MB; 2 there already"
  std::string finish();

 private:
  struct Moving {
    std::string name;
    uint64_t size = 0, bytes = 0;
  };
  void draw_now_and_then();
  void erase();

  const Console& console_;
  const world::Clock& clock_;
  const std::string verb_;
  std::map<oci::Digest, Moving> moving_;
  size_t moved_blobs_ = 0, there_ = 0;
  uint64_t moved_bytes_ = 0;
  size_t lines_ = 0;  // drawn, and to be erased
  world::TimePoint drawn_{};
};

}  // namespace cli
