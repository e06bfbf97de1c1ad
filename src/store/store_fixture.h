// What the tests of this room share: a folder that goes away, and a clock.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "world/clock.h"

namespace store {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[] = "/tmp/torpor-store-XXXXXX";
    path_ = mkdtemp(name);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Every look at it takes a millisecond.
class TickingClock final : public world::Clock {
 public:
  world::TimePoint now() const override { return now_ += std::chrono::milliseconds(1); }
  world::WallTime wall() const override { return {}; }
  async::Task<> sleep_until(world::TimePoint) override { co_return; }

 private:
  mutable world::TimePoint now_;
};

}  // namespace store
